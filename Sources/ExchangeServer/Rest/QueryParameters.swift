import Basics
import Binance

/// A request's parameters, read one by one, with Binance's words for what is wrong with them.
struct QueryParameters {
  private let sent: [RequestURL.Parameter]

  init(_ sent: [RequestURL.Parameter]) { self.sent = sent }

  static let numberPattern = "^[0-9]{1,20}$"
  static let symbolPattern = #"^[\w\-._&&[^a-z]]{1,50}$"#

  /// Refuses parameters that the endpoint does not know, and names that were sent twice.
  func check(known: [String]) throws(RestError) {
    for (index, parameter) in sent.enumerated() {
      if sent[..<index].contains(where: { $0.name == parameter.name }) {
        throw RestError(
          ErrorCode(rawValue: -1101), "Duplicate values for a parameter detected.")
      }
      if !known.contains(parameter.name) {
        throw .tooManyParameters(
          read: sent.count { known.contains($0.name) }, sent: sent.count)
      }
    }
  }

  /// A parameter's value; nil if it was not sent.
  func text(_ name: String) throws(RestError) -> String? {
    guard let parameter = sent.first(where: { $0.name == name }) else { return nil }
    if parameter.value.isEmpty { throw .empty(name) }
    return parameter.value
  }

  /// A whole number without sign; nil if it was not sent.
  func number(_ name: String) throws(RestError) -> Int64? {
    guard let text = try text(name) else { return nil }
    let isNumber = text.utf8.count <= 20 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber else { throw .illegal(name, pattern: Self.numberPattern) }
    guard let number = Int64(text) else { throw .badValue(name) }
    return number
  }

  /// Times come in ms or µs; their size says in which. ms from here on.
  func timeMs(_ name: String) throws(RestError) -> Int64? {
    guard let time = try number(name) else { return nil }
    // 10^14 ms is the year 5138, 10^14 µs is 1973.
    return time >= 100_000_000_000_000 ? time / 1000 : time
  }

  /// How many rows: a larger number is cut to the most there are.
  func limit(standard: Int, max: Int) throws(RestError) -> Int {
    guard let limit = try number("limit") else { return standard }
    if limit < 1 { throw .badValue("limit") }
    return Int(min(limit, Int64(max)))
  }

  /// The mandatory symbol, as its index among those that there are.
  func symbol(among symbols: [String]) throws(RestError) -> Int {
    guard let name = try text("symbol") else { throw .missing("symbol") }
    return try Self.index(of: name, among: symbols)
  }

  /// `symbol`, `symbols` or neither: all.
  func symbols(among all: [String]) throws(RestError) -> MarketQuery.Symbols {
    let list = try text("symbols")
    if let name = try text("symbol") {
      if list != nil { throw .badCombination }
      return .one(try Self.index(of: name, among: all))
    }
    guard let list else { return .many(Array(all.indices)) }
    guard case .array(let values)? = try? JSONParser.parse(Array(list.utf8)), !values.isEmpty else {
      throw RestError(
        ErrorCode(rawValue: -1135), "Parameter 'symbols' is no JSON array of symbols.")
    }
    if values.count > 100 { throw .tooManyParameters(read: 100, sent: values.count) }
    var indices: [Int] = []
    for value in values {
      guard case .string(let name) = value else { throw .badSymbol }
      let index = try Self.index(of: name, among: all)
      if indices.contains(index) {
        throw RestError(ErrorCode(rawValue: -1151), "Symbol is present multiple times in the list.")
      }
      indices.append(index)
    }
    return .many(indices)
  }

  private static func index(
    of name: String, among symbols: [String]
  ) throws(RestError) -> Int {
    let isLegal = name.utf8.allSatisfy { byte in
      byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || byte == 0x2D || byte == 0x2E || byte == 0x5F
    }
    guard isLegal, name.count <= 50 else { throw .illegal("symbol", pattern: symbolPattern) }
    guard let index = symbols.firstIndex(of: name) else { throw .badSymbol }
    return index
  }
}
