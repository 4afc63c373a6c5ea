/// What a column of a candle table is, as far as a candle needs it.
enum ColumnRole: String, CaseIterable {
  case time, open, high, low, close, volume

  /// Of a column's name only the letters count, whatever their case: `Open time`, `open_time` and
  /// `<OPEN>` are as good as any.
  static func letters(_ name: ArraySlice<UInt8>) -> String {
    String(decoding: name.map { $0 | 0x20 }.filter { 0x61 <= $0 && $0 <= 0x7a }, as: UTF8.self)
  }

  /// Names of times, the least doubtful first.
  private static let timeNames = [
    "unix", "unixtime", "unixtimestamp", "timestamp", "opentime", "candleopentime", "klineopentime",
    "candlebegintime", "opentimestamp", "opents", "opendatetime", "opendate", "timeopen",
    "timeperiodstart", "starttime", "begintime", "start", "begin", "time", "datetime", "date",
    "gmttime", "utctime", "timestamputc", "dateutc", "timeutc", "datetimeutc", "opentimeutc",
    "timestampms", "timems", "unixms", "candletime", "datum", "epoch", "dt", "ts", "t", "price", "",
  ]

  /// Names of the times at which candles close.
  static let closeTimeNames = [
    "closetime", "closedatetime", "closedate", "closetimestamp", "closets", "timeclose", "closedat",
    "candleclosetime", "klineclosetime", "endtime", "enddate", "endtimestamp", "endts", "timeend",
    "timeperiodend", "candleendtime", "end", "until", "to",
  ]

  private static let shortNames: [ColumnRole: [String]] = [
    .open: ["open", "o", "openprice", "priceopen"], .high: ["high", "h", "highprice", "pricehigh"],
    .low: ["low", "l", "lowprice", "pricelow"],
    .close: ["close", "c", "closeprice", "priceclose", "price", "last"],
    .volume: [
      "volume", "vol", "v", "basevolume", "volumebase", "baseassetvolume", "tickvolume", "tickvol",
    ],
  ]

  /// Positions of columns that may be times, the likeliest first.
  static func times(_ names: [String]) -> [Int] {
    timeNames.flatMap { name in names.indices.filter { names[$0] == name } }
  }

  /// Whether a name, reduced to its letters, says that candles open at these times.
  static func isOpenTime(_ name: String) -> Bool { !name.isEmpty && timeNames.contains(name) }

  /// Whether it is one of those that say it of the base asset's volume.
  static func isVolume(_ name: String) -> Bool { shortNames[.volume]?.contains(name) ?? false }

  /// The position of the column that says which market a row is of.
  static func market(in names: [String]) -> Int? {
    names.firstIndex { ["symbol", "ticker", "pair"].contains($0) }
  }

  /// The position of the column of a price; nil if there is none, or several.
  func position(in names: [String]) -> Int? {
    for name in Self.shortNames[self] ?? [] {
      let positions = names.indices.filter { names[$0] == name }
      if !positions.isEmpty { return positions.count == 1 ? positions[0] : nil }
    }
    return nil
  }

  /// The position of the base asset's volume: of several volumes (`Volume BTC`, `Volume USDT`), the one
  /// that names the asset with which the symbol begins, else the one that names none. Nil if there is
  /// neither.
  static func volume(in names: [String], symbol: String) -> Int? {
    let symbol = symbol.lowercased()
    let named = names.firstIndex { name in
      guard name.hasPrefix("volume") || name.hasPrefix("vol") else { return false }
      let asset = name.dropFirst(name.hasPrefix("volume") ? 6 : 3)
      return asset.count > 1 && asset != "ume" && symbol.hasPrefix(asset)
    }
    return named ?? ColumnRole.volume.position(in: names)
  }
}
