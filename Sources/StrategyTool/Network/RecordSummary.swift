#if Network
  import Basics
  import Capture
  import CaptureSockets
  import Feed

  extension LiveRecording<LiveSink> {
    /// The last lines of `tool record`: what came of it.
    var summary: [JSONValue.Member] {
      let (figures, digest) = (figures, feed.sink.digest)
      return [
        ("frames", .integer(figures.frames)), ("payload bytes", .integer(figures.payloadBytes)),
        ("bytes on disk", .integer(figures.diskBytes)),
        ("hurried blocks", .integer(figures.quickBlocks)),
        ("connections opened", .integer(figures.recorder.opened)),
        ("connections lost", .integer(figures.recorder.lost)),
        ("gaps", .integer(feed.gapCount)), ("missing trades", .integer(feed.missingTrades)),
        ("frames not looked at", .integer(feed.skippedFrames)),
        ("candles", .integer(Int64(digest.candleCount))),
        ("candles sha256", .string(digest.hex.candles)),
      ]
    }
  }
#endif
