import Market
import TestSupport
import Testing

@Suite struct SymbolTableTests {
  @Test func `numbers names in the order in which they come`() {
    var table = SymbolTable()
    #expect(table.lookup("BTCUSDT") == nil)
    #expect(table.id("BTCUSDT").rawValue == 0)
    #expect(table.id("ETHUSDT").rawValue == 1)
    #expect(table.id("BTCUSDT").rawValue == 0)
    #expect(table.id(utf8: Array("ETHUSDT".utf8).span).rawValue == 1)
    #expect(table.id(utf8: Array("BNBUSDT".utf8).span).rawValue == 2)
    #expect(table.id("").rawValue == 3)
    #expect(table.count == 4)
    #expect(table.name(SymbolID(rawValue: 2)) == "BNBUSDT")
    #expect(table.lookup("ETHUSDT")?.rawValue == 1)
    #expect(table.lookup("") == SymbolID(rawValue: 3))
    #expect(table.lookup("ETHUSD") == nil)
  }

  @Test func `agrees with a dictionary on many names`() {
    let seed: UInt64 = 4
    var random = SeededRandom(seed: seed)
    var table = SymbolTable()
    var known: [String: SymbolID] = [:]
    for _ in 0..<20_000 {
      // From two bytes to twenty-three: names that differ at the beginning, at the end, between.
      let number = Int.random(in: 0..<1500, using: &random)
      let forms = ["S\(number)", "\(number)USDT", "LONG\(number)ANDLONGERUSDT"]
      let name = forms.randomElement(using: &random) ?? ""
      let id = table.id(name)
      #expect(id == known[name] ?? SymbolID(rawValue: UInt32(known.count)), "seed \(seed)")
      known[name] = id
    }
    #expect(table.count == known.count)
    for (name, id) in known {
      #expect(table.lookup(name) == id)
      #expect(table.name(id) == name)
    }
  }

  @Test func `bytes that are no text are names too`() {
    var table = SymbolTable()
    let first = table.id(utf8: [0xff, 0x41].span)
    let second = table.id(utf8: [0xfe, 0x41].span)
    #expect(first != second)
    #expect(table.id(utf8: [0xff, 0x41].span) == first)
    #expect(table.name(first) == "\u{fffd}A")
  }

  @Test func `a copy goes its own way`() {
    var table = SymbolTable()
    _ = table.id("A")
    var copy = table
    _ = copy.id("B")
    #expect(table.count == 1)
    #expect(table.lookup("B") == nil)
    #expect(copy.count == 2)
  }
}
