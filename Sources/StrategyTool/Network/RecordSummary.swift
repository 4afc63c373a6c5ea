#if Network
  import Capture
  import Basics

  /// The last lines of `tool record`: what came of it.
  extension CaptureFigures {
    var summary: [JSONValue.Member] {
      [
        ("frames", .integer(frames)), ("payload bytes", .integer(payloadBytes)),
        ("bytes on disk", .integer(diskBytes)), ("hurried blocks", .integer(quickBlocks)),
        ("connections opened", .integer(recorder.opened)),
        ("connections lost", .integer(recorder.lost)),
      ]
    }
  }

  extension LiveView {
    /// After the end.
    var summary: [JSONValue.Member] {
      [
        ("gaps", .integer(gapCount)), ("missing trades", .integer(missingTrades)),
        ("frames not looked at", .integer(skippedFrames)), ("candles", .integer(candleCount)),
        ("candles sha256", .string(candlesHex)),
      ] + paperFacts
    }
  }
#endif
