import Binance
import ExchangeServer

/// The generated market, which shows its true book at every update that it sends.
struct SoakSource: MarketSource {
  private var market: GeneratedExchange
  private let books: SoakBooks
  /// By the numbers of their streams of updates.
  private let symbolsOfStreams: [Int: Int]

  init(_ market: GeneratedExchange, books: SoakBooks) {
    self.market = market
    self.books = books
    var symbols: [Int: Int] = [:]
    for (index, symbol) in market.symbols.enumerated() {
      if let stream = market.stream(named: StreamName.depth(symbol).text) {
        symbols[stream] = index
      }
    }
    symbolsOfStreams = symbols
  }

  mutating func next(untilUs: Int64, into frame: inout SourceFrame) -> Bool {
    guard market.next(untilUs: untilUs, into: &frame) else { return false }
    if let symbol = symbolsOfStreams[frame.stream] {
      var body: [UInt8] = []
      market.appendAnswer(to: .depth(symbol: symbol, limit: 5000), serverMs: 0, to: &body)
      books.add(body, of: market.symbols[symbol])
    }
    return true
  }

  var symbols: [String] { market.symbols }
  var headUs: Int64 { market.headUs }
  func stream(named name: String) -> Int? { market.stream(named: name) }
  mutating func setWanted(_ stream: Int, _ isWanted: Bool) { market.setWanted(stream, isWanted) }
  func appendAnswer(to query: MarketQuery, serverMs: Int64, to body: inout [UInt8]) {
    market.appendAnswer(to: query, serverMs: serverMs, to: &body)
  }
}
