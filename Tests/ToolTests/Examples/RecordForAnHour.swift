#if Network
  import CaptureSockets
  import Market

  func recordForAnHour() throws {
    var options = MarketRecorder.Options(symbols: ["BTCUSDT"], output: "btc")
    options.durationSeconds = 3600
    let recorder = try MarketRecorder(options)
    let summary = try recorder.run { event in
      switch event {
      case .candle(let candle, let symbol): print(symbol, KlineText.line(candle))
      case .amended: break
      case .report(let line): print(line)
      }
    }
    print("\(summary.frameCount) frames, \(summary.missingTrades) trades missing")
  }
#endif
