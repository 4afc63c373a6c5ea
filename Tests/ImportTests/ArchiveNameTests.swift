import Market
import Testing

@testable import Import

@Suite struct ArchiveNameTests {
  @Test(
    arguments: [
      ("BTCUSDT-1m-2020-01-01.zip", "BTCUSDT", .klines(.m1), "2020-01-01"),
      ("BTCUSDT-trades-2024-08-08.csv", "BTCUSDT", .trades, "2024-08-08"),
      ("BTCUSDT-aggTrades-2024-08.zip", "BTCUSDT", .aggTrades, "2024-08"),
      ("BTCUSDT-1mo-2024-08.zip", "BTCUSDT", .klines(.mo1), "2024-08"),
      ("BTCUSDT-1mon.csv.gz", "BTCUSDT", .klines(.mo1), nil),
      ("FILUSDT-1m-2023-04.usdm.csv.gz", "FILUSDT", .klines(.m1), "2023-04"),
      ("ADABNB-1h.excerpt.csv", "ADABNB", .klines(.h1), nil),
      ("BTCUSD_PERP-1d-2024-08-08.zip", "BTCUSD_PERP", .klines(.d1), "2024-08-08"),
      ("币安人生USDT-1m-2025-10-20.zip", "币安人生USDT", .klines(.m1), "2025-10-20"),
      ("BTCUSDT-7m-2024-08.zip", "BTCUSDT", .unknownInterval("7m"), "2024-08"),
      ("BTCUSDT-metrics-2024-08-08.zip", "BTCUSDT", .other("metrics"), "2024-08-08"),
      ("BTCUSDT.csv", "BTCUSDT", nil, nil), ("candles.csv", nil, nil, nil),
      ("BTCUSDT-1m-part-2.csv", "BTCUSDT", .klines(.m1), nil), (".csv", nil, nil, nil),
      ("-1m.csv", nil, nil, nil), ("", nil, nil, nil),
    ] as [(String, String?, ArchiveName.Kind?, String?)])
  func `Names tell symbol, kind and period`(
    file: String, symbol: String?, kind: ArchiveName.Kind?, period: String?
  ) {
    let name = ArchiveName(file)
    #expect(name.symbol == symbol)
    #expect(name.kind == kind)
    #expect(name.period == period)
  }

  @Test(
    arguments: [
      (
        "BTCUSDT-1m-2020-01-01.zip", .spot, "spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2020-01-01.zip"
      ),
      (
        "BTCUSDT-1mo-2020-01.csv.gz", .usdm,
        "futures/um/monthly/klines/BTCUSDT/1mo/BTCUSDT-1mo-2020-01.zip"
      ),
      (
        "BTCUSD_PERP-aggTrades-2020-01.zip", .coinm,
        "futures/cm/monthly/aggTrades/BTCUSD_PERP/BTCUSD_PERP-aggTrades-2020-01.zip"
      ), ("BTCUSDT-1m.csv", .spot, nil), ("BTCUSDT.csv", .spot, nil),
    ] as [(String, Venue, String?)])
  func `An address is made of names that the archive has`(
    file: String, venue: Venue, path: String?
  ) {
    let url = path.map { "https://data.binance.vision/data/" + $0 }
    #expect(ArchiveName(file).url(at: venue) == url)
  }

  @Test(
    arguments: [
      ("a/FILUSDT-1m-2023-04.usdm.csv.gz", .usdm), ("x.coinm.csv", .coinm), ("x.spot.zip", .spot),
      ("data/futures/um/daily/klines/A/1m/A-1m-2024-08-08.zip", .usdm),
      ("/x/data/futures/cm/daily/A.zip", .coinm), ("data/spot/daily/A.zip", .spot),
      ("futures/A.zip", nil), ("A-1m.csv", nil),
    ] as [(String, Venue?)])
  func `Paths name a venue`(path: String, venue: Venue?) {
    #expect(Venue(path: path) == venue)
  }
}
