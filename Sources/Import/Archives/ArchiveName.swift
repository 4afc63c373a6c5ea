import Market

/// What the name of an archive file says.
///
///     BTCUSDT-1m-2020-01-01.zip   BTCUSDT-aggTrades-2024-08.csv   FILUSDT-1m-2023-04.usdm.csv.gz
///     symbol  kind  period        a kind is trades, aggTrades or the interval of klines
struct ArchiveName: Equatable {
  enum Kind: Equatable {
    case trades
    case aggTrades
    case klines(Interval)
    /// Looks like an interval (digits, then letters) but is none.
    case unknownInterval(String)
    /// Files of the archive that hold something else.
    case other(String)

    /// The kinds of `ArchiveLayout.data`.
    var data: String? {
      switch self {
      case .trades: "trades"
      case .aggTrades: "aggTrades"
      case .klines: "klines"
      case .unknownInterval, .other: nil
      }
    }
  }

  var symbol: String?
  var kind: Kind?
  /// `2020-01-01` or `2020-01`, where nothing else stands in the name.
  var period: String?
  /// The kind as the name says it. Of klines it is also the name of the archive's folder.
  var kindText = ""

  private static let otherKinds = [
    "bookDepth", "bookTicker", "metrics", "fundingRate", "liquidationSnapshot", "BVOLIndex",
    "EOHSummary", "markPriceKlines", "indexPriceKlines", "premiumIndexKlines",
  ]

  init(_ name: String) {
    // What follows the first point is packing, format and remarks.
    let stem = name.prefix { $0 != "." }
    let parts = stem.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, ArchiveName.isSymbol(first) else { return }
    symbol = first
    guard parts.count > 1 else { return }
    kindText = parts[1]
    kind = ArchiveName.kind(kindText)
    let rest = parts[2...]
    if rest.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }),
      rest.map(\.utf8.count) == [4, 2] || rest.map(\.utf8.count) == [4, 2, 2]
    {
      period = rest.joined(separator: "-")
    }
  }

  /// Capitals, digits and `_`, or any other script (币安人生USDT).
  private static func isSymbol(_ text: String) -> Bool {
    text.utf8.count >= 2
      && text.utf8.allSatisfy {
        ($0 >= 0x41 && $0 <= 0x5a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5f || $0 >= 0x80
      }
  }

  private static func kind(_ text: String) -> Kind? {
    if text == "trades" { return .trades }
    if text == "aggTrades" { return .aggTrades }
    if let interval = Interval(text) { return .klines(interval) }
    if otherKinds.contains(text) { return .other(text) }
    let digits = text.utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
    let letters = text.utf8.dropFirst(digits)
    let isLikeInterval =
      digits > 0 && digits <= 3 && !letters.isEmpty && letters.count <= 3
      && letters.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a }
    return isLikeInterval ? .unknownInterval(text) : nil
  }

  /// The address of the file in the archive; nil if the name is not one of the archive's own.
  func url(at venue: Venue) -> String? {
    guard let symbol, let period, let data = kind?.data else { return nil }
    let symbolText = percentEncoded(symbol)
    let cadence = period.utf8.count == 7 ? "monthly" : "daily"
    let folder = data == "klines" ? "klines/\(symbolText)/\(kindText)" : "\(data)/\(symbolText)"
    return "https://data.binance.vision/data/\(venue.folder)/\(cadence)/\(folder)/"
      + "\(symbolText)-\(kindText)-\(period).zip"
  }
}
