import Foundation
import Market
import Simulation
import Testing

struct GeneratedRestTests {
  @Test func `exchangeInfo names the filters that the market keeps to`() throws {
    let market = try GeneratedMarket(minutes: 1)
    let answer = try #require(try market.responses("/api/v3/exchangeInfo?symbol=ADABNB").first)
    let json = try #require(answer.body as? [String: Any])
    let symbols = try #require(json["symbols"] as? [[String: Any]])
    #expect(symbols.count == 1)
    let symbol = try #require(symbols.first)
    #expect(symbol["symbol"] as? String == "ADABNB")
    #expect(symbol["status"] as? String == "TRADING")
    #expect(symbol["baseAsset"] as? String == "ADA")
    #expect(symbol["quoteAsset"] as? String == "BNB")
    let filters = try #require(symbol["filters"] as? [[String: Any]])
    let byType = Dictionary(
      uniqueKeysWithValues: filters.map { ($0["filterType"] as? String ?? "", $0) })
    #expect(byType["PRICE_FILTER"]?["tickSize"] as? String == "0.00000100")
    #expect(byType["LOT_SIZE"]?["stepSize"] as? String == "0.10000000")
    #expect(byType["NOTIONAL"]?["minNotional"] as? String == "0.05000000")
  }

  @Test func `weights add up within a minute, and answers follow their requests`() throws {
    let market = try GeneratedMarket(minutes: 1)
    var weights: [String] = []
    var urls: [String] = []
    for frame in market.frames {
      if frame.kind == .request {
        let json = try #require(try GeneratedMarket.json(frame.payload) as? [String: Any])
        urls.append(try #require(json["url"] as? String))
      } else if frame.kind == .response {
        let end = try #require(frame.payload.firstIndex(of: 10))
        let line = try #require(
          try GeneratedMarket.json(Array(frame.payload[..<end])) as? [String: Any])
        #expect(line["url"] as? String == urls[weights.count])
        #expect(line["status"] as? Int == 200)
        let headers = try #require(line["headers"] as? [String: String])
        weights.append(headers["x-mbx-used-weight-1m"] ?? "")
        let sentNs = try #require(line["sentNs"] as? NSNumber).int64Value
        let durationNs = try #require(line["durationNs"] as? NSNumber).int64Value
        #expect(sentNs + durationNs == frame.receivedNs)
        #expect(headers["date"] == "Sat, 22 May 2021 00:00:0\(sentNs / 1_000_000_000 % 10) GMT")
      }
      if frame.kind == .request || frame.kind == .response { #expect(frame.connection == 0) }
    }
    #expect(weights == ["20", "22", "72"])
  }

  @Test func `what cannot be generated is refused with the way out`() throws {
    func message(_ change: (inout GeneratorOptions) -> Void) -> String {
      var options = GeneratorOptions(symbol: "ADABNB", seed: 1, durationMs: 60_000)
      change(&options)
      do throws(GeneratorError) {
        _ = try GeneratedRecording(options)
        return "no error"
      } catch {
        return error.message
      }
    }
    #expect(message { $0.symbol = "ada\"bnb" }.hasPrefix("symbol 'ada\"bnb' is no name"))
    #expect(message { $0.symbol = "" }.contains("for example ADABNB"))
    #expect(message { $0.durationMs = 0 } == "duration is 0 ms; expected 1000 to 31622400000")
    #expect(message { $0.rateMilli = 0 } == "rate is 0 thousandths; expected 1 to 1000000")
    #expect(message { $0.startMs = .max }.hasPrefix("start is 9223372036854775807 ms since 1970"))
    #expect(message { $0.streams = [] }.hasPrefix("no stream to generate"))
    #expect(
      message { $0.faults = [.reconnect, .error] }
        == "2 faults need a duration of at least 120000 ms, found 60000 ms; generate longer or "
        + "ask for fewer")
    #expect(throws: GeneratorError.self) { try MarketStream(recorded: "kline_7m") }
    #expect(throws: GeneratorError.self) { try MarketStream(recorded: "Trade") }
    #expect(try MarketStream(recorded: "depth@1000ms") == .depth(.ms1000))
    #expect(try MarketStream(recorded: "kline_1M") == .kline(.mo1))
  }
}
