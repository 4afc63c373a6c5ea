#if Network
  import Capture

  extension RecordStatus {
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
        Metric(
          "connections", .gauge, "Connections that are open.", Double(figures.recorder.openNow)),
        Metric(
          "connections_opened_total", .counter, "Connections opened.",
          Double(figures.recorder.opened)),
        Metric(
          "connections_lost_total", .counter, "Connections lost.", Double(figures.recorder.lost)),
        Metric(
          "connections_refused_total", .counter, "Attempts that failed.",
          Double(figures.recorder.refused)),
        Metric(
          "silent_streams", .gauge, "Streams that bring nothing on an open connection.",
          Double(silentStreams)),
        Metric(
          "rest_requests_total", .counter, "REST requests sent.", Double(figures.recorder.requests)),
        Metric(
          "rest_failures_total", .counter, "REST requests that failed.",
          Double(figures.recorder.requestsFailed)),
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
  }
#endif
