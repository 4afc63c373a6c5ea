import Market
import Recording
import TestSupport
import Testing

@testable import Import

/// An import refuses with the reason, and with advice that helps.
struct AdviceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ name: String, _ text: String, symbol: String? = nil) throws -> String {
    let path = try folder.write(name, Array(text.utf8))
    let error = importError {
      var sink = ListSink()
      let options = ArchiveOptions(symbol: symbol, intervalElse: .m1)
      _ = try ImportJob.binanceArchive([path], options).runAll(into: &sink)
    }
    return try #require(error).description
  }

  private static let kline =
    "1577836800000,7195.24,7196.25,7183.14,7186.68,51.64,1577836859999,3.5,493,1.5,2.5,0\n"

  @Test func `Only files of the archive are fetched again`() throws {
    let torn = Self.kline + "1577836860000,7195.24,x,7183.14,7186.68,51.64\n"
    #expect(
      try refusal("BTCUSDT-1m-2020-01-01.csv", torn).hasSuffix(
        "/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2020-01-01.zip again"))
    #expect(
      try refusal("mine.csv", torn, symbol: "BTCUSDT").hasSuffix("mend that line, or leave it out"))
  }

  @Test func `A quantity that is too large is called that`() throws {
    let message = try refusal(
      "BTCUSDT-trades-2020-01-01.csv",
      "1,7195.24,5000000000000.00000000,3.5,1577836800000,True,True\n")
    #expect(message.contains("at most 11 digits before the point"))
  }

  @Test func `Prices of mark and index klines are no candles of trades`() throws {
    let mark = "1577836800000,7195.24,7196.25,7183.14,7186.68,0,1577836859999,0,60,0,0,0\n"
    let message = try refusal("BTCUSDT-1m-2020-01-01.csv", mark)
    #expect(message.contains("klines of mark, index or premium prices"))
    // One of a market in which nobody traded counts none.
    let path = try folder.write(
      "BTCUSDT-1m-2020-01-02.csv", Array(mark.replacing(",60,", with: ",0,").utf8))
    var sink = ListSink()
    _ = try ImportJob.binanceArchive([path]).runAll(into: &sink)
    #expect(sink.records.count == 1)
  }

  @Test func `Trades behind a byte order mark are read`() throws {
    let path = try folder.write(
      "BTCUSDT-trades-2020-01-01.csv",
      [0xef, 0xbb, 0xbf] + Array("1,7195.24,0.5,3597.62,1577836800000,True,True\n".utf8))
    var sink = ListSink()
    _ = try ImportJob.binanceArchive([path]).runAll(into: &sink)
    #expect(sink.records.map(\.body) == ["1,7195.24,0.5,3597.62,1577836800000,True,True\n"])
  }

  @Test(arguments: [
    ("wss://ws-feed.exchange.coinbase.com", "ws-feed.exchange.coinbase.com"),
    ("https://api.binance.com.evil.io/api", "api.binance.com.evil.io"),
    ("wss://stream.binance.com:9443/ws", nil), ("ws://127.0.0.1:9001/ws", nil),
    ("ws://localhost:80", nil), ("wss://stream.binance.us", nil),
  ]) func `Another exchange's address is known`(_ url: String, _ host: String?) {
    #expect(ForeignHost.name(of: url) == host)
  }

  private func cryptofeed(_ text: String) throws -> [ListedRecord] {
    let path = try folder.write("BINANCE.ws.1.0", Array(text.utf8))
    var sink = ListSink()
    _ = try ImportJob.cryptofeed([path]).runAll(into: &sink)
    return sink.records
  }

  private static let opening = "wss://stream.binance.com:9443/ws/abcusdt@trade <-> 1723075199.5\n"
  private static let frame = "1723075200.5: {\"e\":\"trade\"}\n"

  @Test func `A REST answer may hold line feeds`() throws {
    let body = "{\n \"a\": [\"}\\\"\",\n 1]\n}"
    let records = try cryptofeed(
      Self.opening + "https://api.binance.com/api/v3/exchangeInfo -> 1723075200.1: \(body)\n"
        + Self.frame)
    #expect(records.map(\.kind.letter) == ["o", "r", "t"])
    #expect(records[1].body == body)
  }

  @Test func `A REST answer that breaks off takes no frame with it`() throws {
    let records = try cryptofeed(
      Self.opening + "https://api.binance.com/api/v3/exchangeInfo -> 1723075200.1: {\n \"a\": [\n"
        + Self.frame + Self.frame)
    #expect(records.map(\.kind.letter) == ["o", "r", "t", "t"])
    #expect(records[1].body == "{\n \"a\": [")
  }

  @Test func `Frames of another exchange are refused`() throws {
    let error = importError {
      _ = try cryptofeed("wss://ws-feed.exchange.coinbase.com <-> 1723075199.5\n" + Self.frame)
    }
    #expect(try #require(error).found == "the host ws-feed.exchange.coinbase.com")
  }
}
