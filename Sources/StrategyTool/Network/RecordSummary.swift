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
        ("connections refused", .integer(figures.recorder.refused)),
        ("outages", .integer(figures.recorder.outages)),
        ("outage seconds", .number(decimal(Double(figures.recorder.outageNs) / 1e9))),
        ("streams not recorded at the end", .integer(figures.recorder.downStreams)),
        ("streams silent at the end", .integer(Int64(feed.silentStreams))),
        ("gaps", .integer(feed.gapCount)), ("missing trades", .integer(feed.missingTrades)),
        ("frames not looked at", .integer(feed.skippedFrames)),
        ("candles", .integer(Int64(digest.candleCount))),
        ("candles sha256", .string(digest.hex.candles)),
      ]
    }
  }
#endif
