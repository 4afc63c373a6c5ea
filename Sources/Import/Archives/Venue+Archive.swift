import Market

/// A venue's part of Binance's archive.
extension Venue {
  /// Its folder under data.binance.vision/data.
  var folder: String {
    switch self {
    case .spot: "spot"
    case .usdm: "futures/um"
    case .coinm: "futures/cm"
    }
  }

  /// A venue that a path names: a part of the file name between points (`….usdm.csv.gz`), or the
  /// archive's own folders, or one with the venue's name.
  init?(path: String) {
    let name = InputFile.name(ofPath: path)
    for tag in name.split(separator: ".").dropFirst() {
      switch tag {
      case "spot": self = .spot
      case "usdm", "um": self = .usdm
      case "coinm", "cm": self = .coinm
      default: continue
      }
      return
    }
    let folders = path.split(separator: "/").dropLast().map(String.init)
    for (index, folder) in folders.enumerated().reversed() {
      let previous = index > 0 ? folders[index - 1] : ""
      switch (previous, folder) {
      case ("futures", "um"): self = .usdm
      case ("futures", "cm"): self = .coinm
      case (_, "spot"): self = .spot
      case (_, "usdm"): self = .usdm
      case (_, "coinm"): self = .coinm
      default: continue
      }
      return
    }
    return nil
  }

  /// The venue that the data shows, where nothing names it:
  /// - symbols with `USD_` (BTCUSD_PERP) are COIN-M;
  /// - futures files of trades have one column less than spot files;
  /// - klines with a header, or whose open price has other than 8 decimals, are USD-M: spot files
  ///   have no header and always write 8;
  /// - all else is spot.
  init(symbol: String, layout: ArchiveLayout, hasHeader: Bool, firstRow: borrowing Span<UInt8>) {
    if symbol.contains("USD_") {
      self = .coinm
      return
    }
    switch layout {
    case .spotTrades, .spotAggTrades, .ohlcv: self = .spot
    case .futuresTrades, .futuresAggTrades: self = .usdm
    case .klines:
      self = hasHeader || Venue.decimals(ofColumn: 1, firstRow) != 8 ? .usdm : .spot
    }
  }

  private static func decimals(ofColumn column: Int, _ row: borrowing Span<UInt8>) -> Int {
    var commas = 0
    var point: Int?
    for index in 0..<row.count {
      if row[index] == 0x2e && commas == column { point = index }
      if row[index] == 0x2c {
        if commas == column { return point.map { index - $0 - 1 } ?? 0 }
        commas += 1
      }
    }
    return 0
  }
}
