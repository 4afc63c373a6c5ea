/// A word that the glossary retired, in its forms.
struct RetiredWord: @unchecked Sendable {
  let words: Set<String>
  let instead: String
  /// Where the word means something else.
  var but: Regex<Substring>?
  /// Files in which it says what it is.
  var files: Set<String> = []

  static let glossary = "Sources/Tapedeck.docc/Glossary.md"

  static let all = [
    RetiredWord(
      words: ["hole", "holes"], instead: "gap, or loss if the recorder itself lost it",
      // What the recorder's own events are called, as the format's letters are.
      but: #/"hole(?:Closed)?"/#),
    RetiredWord(
      words: ["place", "places"], instead: "index, offset, location, decimals or provenance",
      // To place an order is the field's own verb; a key of the audit's JSON stays.
      but:
        #/[iI]n[ -]?[pP]lace|"place"|place(?:Order|List)?\(|placeAll|[pP]laces? (?:an order|another|a list|orders)/#
    ),
    RetiredWord(words: ["shelf", "shelves"], instead: "what it is: a list, a window, a store"),
    RetiredWord(words: ["wish", "wishes"], instead: "subscription, or request"),
    RetiredWord(words: ["lane", "lanes", "fleet"], instead: "slot, or connection manager"),
    RetiredWord(words: ["told", "teller", "tells"], instead: "said, reporter, reports"),
    RetiredWord(
      words: ["shape", "shapes", "shaped", "family", "families"],
      instead: "template, or column group", but: #/font-family|s(?:a|un|in)_family/#),
    RetiredWord(
      words: ["ring", "rings"], instead: "what it is: a queue, a window",
      files: [
        "Sources/Backtest/Indicators/Extremes.swift", "Sources/Simulation/Exchange/TradeTape.swift",
      ]),
    RetiredWord(words: ["quick way"], instead: "fast path"),
    RetiredWord(words: ["honesty"], instead: "validation"),
  ]

  /// The retired words in a line of a file, be they part of a name in `camelCase`.
  static func found(in line: Substring, of file: String) -> [RetiredWord] {
    let words = words(of: line)
    return all.filter { word in
      guard word.stands(in: line, words), !word.files.contains(file) else { return false }
      guard let but = word.but else { return true }
      let rest = line.replacing(but, with: "")[...]
      return word.stands(in: rest, Self.words(of: rest))
    }
  }

  private func stands(in line: Substring, _ lineWords: Set<String>) -> Bool {
    !lineWords.isDisjoint(with: words) || words.contains { $0.contains(" ") && line.contains($0) }
  }

  /// The words of a line in small letters, those of `camelCase` apart.
  private static func words(of line: Substring) -> Set<String> {
    var words: Set<String> = []
    var word: [UInt8] = []
    func end() {
      if !word.isEmpty { words.insert(String(decoding: word, as: UTF8.self)) }
      word.removeAll()
    }
    for byte in line.utf8 {
      let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      guard isCapital || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) else {
        end()
        continue
      }
      if isCapital { end() }
      word.append(byte | 0x20)
    }
    end()
    return words
  }
}
