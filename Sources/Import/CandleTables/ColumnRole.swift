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
    "unix", "unixtime", "unixtimestamp", "timestamp", "opentime", "candleopentime", "starttime",
    "time", "datetime", "date", "gmttime", "utctime", "timestamputc", "dateutc", "timeutc", "datum",
    "ts", "t", "price", "",
  ]

  /// Names of the times at which candles close.
  static let closeTimeNames = ["closetime", "closedatetime", "closedate", "endtime", "timeclose"]

  private static let shortNames: [ColumnRole: [String]] = [
    .open: ["open", "o", "openprice", "priceopen"], .high: ["high", "h", "highprice", "pricehigh"],
    .low: ["low", "l", "lowprice", "pricelow"], .close: ["close", "c", "closeprice", "priceclose"],
    .volume: ["volume", "vol", "v", "basevolume", "volumebase", "tickvolume"],
  ]

  /// Positions of columns that may be times, the likeliest first.
  static func times(_ names: [String]) -> [Int] {
    timeNames.flatMap { name in names.indices.filter { names[$0] == name } }
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
  /// that names the asset with which the symbol begins. Nil if there is none.
  static func volume(in names: [String], symbol: String) -> Int? {
    if let position = ColumnRole.volume.position(in: names) { return position }
    let symbol = symbol.lowercased()
    return names.indices.first { index in
      let name = names[index]
      guard name.hasPrefix("volume") || name.hasPrefix("vol") else { return false }
      let asset = name.dropFirst(name.hasPrefix("volume") ? 6 : 3)
      return !asset.isEmpty && symbol.hasPrefix(asset)
    }
  }
}
