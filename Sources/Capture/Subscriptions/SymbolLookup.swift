import Binance
import Market

/// Asks the exchange about symbols whose streams are silent: they may be halted, delisted, or no symbols.
struct SymbolLookup: Sendable {
  /// What the exchange says of a symbol.
  struct Finding: Equatable, Sendable {
    let symbol: String
    /// As the exchange writes it; nil if it lists no such symbol.
    let status: String?
  }

  private let venue: Venue
  private var waiting: [String] = []
  /// Symbols asked for by the request under way.
  private var asked: [String] = []
  private var request: MarketRequest?
  /// When each was asked for last.
  private var askedNs: [String: Int64] = [:]
  /// What was reported last.
  private var reported: [String: String?] = [:]

  init(venue: Venue) { self.venue = venue }

  /// A stream is silent. Names of pairs, and of all there is, are no symbols.
  mutating func isSilent(_ stream: StreamName, nowNs: Int64) {
    let symbol = stream.symbol
    guard !symbol.isEmpty, stream.kind.isOfSymbol, !waiting.contains(symbol) else { return }
    if let lastNs = askedNs[symbol], nowNs - lastNs < CaptureLimits.lookupNsMin { return }
    waiting.append(symbol)
  }

  /// The request that is due: about one symbol, or the whole list.
  mutating func next(nowNs: Int64) -> MarketRequest? {
    guard request == nil, !waiting.isEmpty else { return nil }
    asked = waiting
    waiting = []
    for symbol in asked { askedNs[symbol] = nowNs }
    let query =
      asked.count == 1 && venue == .spot ? "?symbol=" + percentEncoded(asked[0]) : ""
    request = MarketRequest(
      endpoint: .exchangeInfo, target: Endpoint.exchangeInfo.path(venue) + query,
      weight: Endpoint.exchangeInfo.weight(venue))
    return request
  }

  /// Whether the exchange says that it is not traded: then no connection brings it.
  func isHalted(_ stream: StreamName) -> Bool { reported[stream.symbol] != nil }

  /// A stream of it speaks, whatever the exchange said.
  mutating func spoke(_ stream: StreamName) { reported[stream.symbol] = nil }

  func isAsking(_ request: MarketRequest) -> Bool { request.target == self.request?.target }

  /// Takes in an answer. Gives what is worth telling: what changed, and is not `TRADING`.
  ///
  /// - Parameter statuses: of the symbols listed; nil if the exchange knows none of those asked for.
  mutating func take(
    _ statuses: [(symbol: String, status: String)]?, to request: MarketRequest
  ) -> [Finding] {
    guard isAsking(request) else { return [] }
    self.request = nil
    return asked.compactMap { symbol in
      let status = statuses?.first { $0.symbol == symbol }?.status
      if status == "TRADING" { reported[symbol] = nil }
      guard status != "TRADING", reported[symbol] != .some(status) else { return nil }
      reported[symbol] = .some(status)
      return Finding(symbol: symbol, status: status)
    }
  }

  /// The request was given up.
  mutating func failed(_ request: MarketRequest) {
    if isAsking(request) { self.request = nil }
  }
}

extension MessageKind {
  /// Whether its streams are named after a symbol that exchangeInfo lists.
  fileprivate var isOfSymbol: Bool {
    ![.continuousKline, .compositeIndex, .assetIndex, .priceKline, .unknown].contains(self)
  }
}
