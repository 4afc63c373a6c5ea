#if Network
  import CaptureSockets
  import Market
  import Runs

  /// Records a few minutes of a market and reads its candles back, in a program that sees what is public
  /// alone: WEBSOCKET-URL SYMBOL FOLDER.
  @main struct EmbeddedRecorder {
    private static let candleCount = 4

    static func main() throws {
      let arguments = CommandLine.arguments
      var options = MarketRecorder.Options(symbols: [arguments[2]], output: arguments[3])
      options.websocketURL = arguments[1]
      options.minFreeBytes = 1 << 20
      let recorder = try MarketRecorder(options)
      var live: [String] = []
      let summary = try recorder.run { event in
        guard case .candle(let candle, _) = event else { return }
        live.append(KlineText.line(candle))
        if live.count == candleCount { recorder.stop() }
      }
      var saved: [String] = []
      try SavedRecording(arguments[3]).forEachCandle(of: .m1) { candle, _ in
        saved.append(KlineText.line(candle))
      }
      let isSame = live == Array(saved.prefix(live.count))
      print("\(summary.missingTrades) trades missing, live and saved the same: \(isSame)")
    }
  }
#else
  @main struct EmbeddedRecorder {
    static func main() { print("built without the trait Network") }
  }
#endif
