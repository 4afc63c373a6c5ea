import JSONDocument

#if Network
  import Capture

  /// One look at a capture's figures.
  struct RecordStatus {
    var figures: CaptureFigures
    var elapsedNs: Int64
    /// Since the last look.
    var framesPerSecond: Double
    var lagUs: Int64
    var gaps: Int64
    var missingTrades: Int64
    var skippedFrames: Int64
    var silentStreams: Int
    var queuedBytes: Int64
    var diskFreeBytes: Int64?

    /// `1,234 frames/s  12.3 MB in  1.5 MB on disk  8.1x  lag 12 ms  0 gaps  1 connection`
    var line: String {
      var parts = [
        "\(Int64(framesPerSecond.rounded())) frames/s",
        "\(figures.frames) frames", "\(megabytes(figures.payloadBytes)) MB in",
        "\(megabytes(figures.diskBytes)) MB sealed",
      ]
      if let ratio = figures.ratio { parts.append(decimal(ratio) + "x") }
      parts.append("lag \(lagUs / 1000) ms")
      parts.append("\(gaps) gap\(gaps == 1 ? "" : "s")")
      if missingTrades > 0 { parts.append("\(missingTrades) trades missing") }
      parts.append("\(figures.openNow) connection\(figures.openNow == 1 ? "" : "s")")
      if silentStreams > 0 {
        parts.append("\(silentStreams) silent stream\(silentStreams == 1 ? "" : "s")")
      }
      if queuedBytes > 1 << 20 { parts.append("\(megabytes(queuedBytes)) MB queued") }
      if skippedFrames > 0 { parts.append("\(skippedFrames) frames not looked at") }
      return parts.joined(separator: "  ")
    }

    var facts: [JSONValue.Member] {
      [
        ("elapsedSeconds", .number(decimal(Double(elapsedNs) / 1e9))),
        ("frames", .integer(figures.frames)),
        ("framesPerSecond", .number(decimal(framesPerSecond))),
        ("payloadBytes", .integer(figures.payloadBytes)),
        ("sealedRawBytes", .integer(figures.sealedRawBytes)),
        ("diskBytes", .integer(figures.diskBytes)), ("lagUs", .integer(lagUs)),
        ("gaps", .integer(gaps)), ("missingTrades", .integer(missingTrades)),
        ("connections", .integer(figures.openNow)), ("lost", .integer(figures.lost)),
        ("silentStreams", .integer(Int64(silentStreams))),
        ("queuedBytes", .integer(queuedBytes)), ("skippedFrames", .integer(skippedFrames)),
        ("lastSequence", .integer(figures.lastSequence)),
      ]
    }

    /// For Prometheus.
    var metrics: [Metric] {
      [
        Metric("frames_total", .counter, "Frames recorded.", Double(figures.frames)),
        Metric(
          "payload_bytes_total", .counter, "Bytes received in them.",
          Double(figures.payloadBytes)),
        Metric(
          "disk_bytes_total", .counter, "Bytes of sealed blocks.", Double(figures.diskBytes)),
        Metric(
          "hurried_blocks_total", .counter, "Blocks compressed with the quick level.",
          Double(figures.quickBlocks)),
        Metric("gaps_total", .counter, "Gaps that trade ids showed.", Double(gaps)),
        Metric(
          "missing_trades", .gauge, "Trades in gaps that are not filled.", Double(missingTrades)),
        Metric("connections", .gauge, "Connections that are open.", Double(figures.openNow)),
        Metric(
          "connections_opened_total", .counter, "Connections opened.", Double(figures.opened)),
        Metric("connections_lost_total", .counter, "Connections lost.", Double(figures.lost)),
        Metric(
          "connections_refused_total", .counter, "Attempts that failed.",
          Double(figures.refused)),
        Metric(
          "silent_streams", .gauge, "Streams that bring nothing on an open connection.",
          Double(silentStreams)),
        Metric("rest_requests_total", .counter, "REST requests sent.", Double(figures.requests)),
        Metric(
          "rest_failures_total", .counter, "REST requests that failed.",
          Double(figures.requestsFailed)),
        Metric("lag_seconds", .gauge, "Receive time less trade time.", Double(lagUs) / 1e6),
        Metric("queued_bytes", .gauge, "Bytes that wait for the disk.", Double(queuedBytes)),
        Metric(
          "skipped_frames_total", .counter, "Recorded frames not looked at.",
          Double(skippedFrames)),
        Metric(
          "disk_free_bytes", .gauge, "Bytes free where the recording is.",
          diskFreeBytes.map { Double($0) } ?? .nan),
      ]
    }

    private func megabytes(_ bytes: Int64) -> String {
      let tenths = bytes / 100_000
      return "\(tenths / 10).\(tenths % 10)"
    }
  }
#endif
