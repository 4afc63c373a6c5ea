#if Network
  import Basics
  import Capture
  import CaptureSockets
  import Feed

  /// One look at a capture's figures.
  struct RecordStatus {
    let figures: CaptureFigures
    let elapsedNs: Int64
    /// Since the last look.
    var framesPerSecond = 0.0
    let lagUs: Int64
    let gaps: Int64
    let missingTrades: Int64
    let skippedFrames: Int64
    let silentStreams: Int
    /// Books that are followed, how many of them are joined, and how often updates were missing.
    let books: Int
    let joinedBooks: Int
    let bookGaps: Int
    let queuedBytes: Int64
    let diskFreeBytes: Int64?

    init(_ recording: LiveRecording<LiveSink>, elapsedNs: Int64, diskFreeBytes: Int64?) {
      figures = recording.figures
      self.elapsedNs = elapsedNs
      lagUs = recording.feed.lagUs
      gaps = recording.feed.gapCount
      missingTrades = recording.feed.missingTrades
      skippedFrames = recording.feed.skippedFrames
      silentStreams = recording.feed.silentStreams
      let ledgers = recording.feed.bookLedgers
      books = ledgers.count
      joinedBooks = ledgers.count { $0.isJoined }
      bookGaps = ledgers.reduce(0) { $0 + $1.gapCount }
      queuedBytes = recording.queuedBytes
      self.diskFreeBytes = diskFreeBytes
    }

    /// `1,234 frames/s  12.3 MB in  1.5 MB on disk  8.1x  lag 12 ms  0 gaps  1 connection`
    var line: String {
      var parts = [
        "\(Int64(framesPerSecond.rounded())) frames/s",
        "\(figures.frames) frames", "\(Self.megabytes(figures.payloadBytes)) MB in",
        "\(Self.megabytes(figures.diskBytes)) MB sealed",
      ]
      if let ratio = figures.ratio { parts.append(decimal(ratio) + "x") }
      parts.append("lag \(lagUs / 1000) ms")
      parts.append("\(gaps) gap\(gaps == 1 ? "" : "s")")
      if missingTrades > 0 { parts.append("\(missingTrades) trades missing") }
      parts.append(
        "\(figures.recorder.openNow) connection\(figures.recorder.openNow == 1 ? "" : "s")")
      if joinedBooks < books { parts.append("\(joinedBooks) of \(books) books joined") }
      if silentStreams > 0 {
        parts.append("\(silentStreams) silent stream\(silentStreams == 1 ? "" : "s")")
      }
      if queuedBytes > 1 << 20 { parts.append("\(Self.megabytes(queuedBytes)) MB queued") }
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
        ("connections", .integer(figures.recorder.openNow)),
        ("lost", .integer(figures.recorder.lost)),
        ("silentStreams", .integer(Int64(silentStreams))),
        ("books", .integer(Int64(books))), ("joinedBooks", .integer(Int64(joinedBooks))),
        ("bookGaps", .integer(Int64(bookGaps))),
        ("queuedBytes", .integer(queuedBytes)), ("skippedFrames", .integer(skippedFrames)),
        ("lastSequence", .integer(figures.lastSequence)),
      ]
    }

    static func megabytes(_ bytes: Int64) -> String {
      let tenths = bytes / 100_000
      return "\(tenths / 10).\(tenths % 10)"
    }
  }
#endif
