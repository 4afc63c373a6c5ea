#if Network
  import Capture

  extension RecordStatus {
    /// For Prometheus.
    var metrics: [Metric] {
      [
        Metric("frames_total", .counter, "Frames recorded.", value: Double(figures.frames)),
        Metric(
          "payload_bytes_total", .counter, "Bytes received in them.",
          value: Double(figures.payloadBytes)),
        Metric(
          "disk_bytes_total", .counter, "Bytes of sealed blocks.", value: Double(figures.diskBytes)),
        Metric(
          "hurried_blocks_total", .counter, "Blocks compressed with the quick level.",
          value: Double(figures.quickBlocks)),
        Metric("gaps_total", .counter, "Gaps that trade ids showed.", value: Double(gaps)),
        Metric(
          "missing_trades", .gauge, "Trades in gaps that are not filled.",
          value: Double(missingTrades)),
        Metric(
          "connections", .gauge, "Connections that are open.",
          value: Double(figures.recorder.openNow)),
        Metric(
          "connections_opened_total", .counter, "Connections opened.",
          value: Double(figures.recorder.opened)),
        Metric(
          "connections_lost_total", .counter, "Connections lost.",
          value: Double(figures.recorder.lost)),
        Metric(
          "connections_refused_total", .counter, "Attempts that failed.",
          value: Double(figures.recorder.refused)),
        Metric(
          "silent_streams", .gauge, "Streams that bring nothing on an open connection.",
          value: Double(silentStreams)),
        Metric("books", .gauge, "Order books that are followed.", value: Double(books)),
        Metric(
          "books_joined", .gauge, "Of these, those that are joined to a snapshot.",
          value: Double(joinedBooks)),
        Metric(
          "book_gaps_total", .counter, "Gaps that update ids of books showed.",
          value: Double(bookGaps)),
        Metric(
          "rest_requests_total", .counter, "REST requests sent.",
          value: Double(figures.recorder.requests)),
        Metric(
          "rest_failures_total", .counter, "REST requests that failed.",
          value: Double(figures.recorder.requestsFailed)),
        Metric("lag_seconds", .gauge, "Receive time less trade time.", value: Double(lagUs) / 1e6),
        Metric("queued_bytes", .gauge, "Bytes that wait for the disk.", value: Double(queuedBytes)),
        Metric(
          "skipped_frames_total", .counter, "Recorded frames not looked at.",
          value: Double(skippedFrames)),
        Metric(
          "disk_free_bytes", .gauge, "Bytes free where the recording is.",
          value: diskFreeBytes.map { Double($0) } ?? .nan),
      ]
    }
  }
#endif
