import Market

extension MessageBatch {
  /// How much the arrays held before a message, to take back what a malformed one left.
  struct Mark {
    var entries, trades, klines, bookTickers, depths, levels, symbolInfos, notices: Int
  }

  @inline(__always)
  var mark: Mark {
    Mark(
      entries: entries.count, trades: trades.count, klines: klines.count,
      bookTickers: bookTickers.count, depths: depths.count, levels: levels.count,
      symbolInfos: symbolInfos.count, notices: notices.count)
  }

  @inline(never)
  mutating func reset(to mark: Mark) {
    entries.removeLast(entries.count - mark.entries)
    trades.removeLast(trades.count - mark.trades)
    klines.removeLast(klines.count - mark.klines)
    bookTickers.removeLast(bookTickers.count - mark.bookTickers)
    depths.removeLast(depths.count - mark.depths)
    levels.removeLast(levels.count - mark.levels)
    symbolInfos.removeLast(symbolInfos.count - mark.symbolInfos)
    notices.removeLast(notices.count - mark.notices)
  }

  /// The arrays that a frame adds to: at most one entry with its value, and levels.
  struct FrameStart {
    var entries, levels: Int
  }

  @inline(__always)
  var frameStart: FrameStart { FrameStart(entries: entries.count, levels: levels.count) }

  /// Takes back what a frame added, when bytes behind its message turn out to be malformed.
  @inline(never)
  mutating func reset(to start: FrameStart) {
    levels.removeLast(levels.count - start.levels)
    while entries.count > start.entries {
      switch entries.removeLast().kind {
      case .trade, .aggTrade, .blockTrade, .offBookTrade, .repairedTrade: trades.removeLast()
      case .kline, .continuousKline, .uiKline: klines.removeLast()
      case .bookTicker: bookTickers.removeLast()
      case .depthUpdate, .partialDepth, .rpiDepth, .depthSnapshot: depths.removeLast()
      case .exchangeInfo: symbolInfos.removeLast()
      default: notices.removeLast()
      }
    }
  }

  /// Adds the entry of a value that was appended to its array just before.
  @inline(__always)
  mutating func addEntry(
    _ kind: MessageKind, count: Int, _ context: MessageContext, eventTimeUs: Int64
  ) {
    entries.append(
      Entry(
        kind: kind, origin: context.origin, venue: context.venue,
        index: Int32(truncatingIfNeeded: count - 1), frame: context.frame, eventTimeUs: eventTimeUs)
    )
  }

  mutating func addNotice(
    _ kind: MessageKind, _ notice: Notice, _ context: MessageContext, eventTimeUs: Int64 = -1
  ) {
    notices.append(notice)
    addEntry(kind, count: notices.count, context, eventTimeUs: eventTimeUs)
  }
}
