import Binance
import Feed
import Market
package import Recording

/// When a book is looked at.
package enum BookSampling: Equatable, Sendable {
  /// Once: as it was known last.
  case atEnd
  /// At every whole multiple of so many ns of receive time.
  case every(ns: Int64)
  /// Whenever it has changed.
  case changes
}

/// One symbol's book, built out of a recording and handed out as it was known at the moments asked for.
package struct BookRun {
  package let symbol: String
  /// Moments that were asked for at which the book was not known.
  package let unknownCount: Int
  /// Why the book is not joined at the end; nil if it is, or if all that is there ends with its connection.
  package let reason: String?
  package let warnings: [String]
  /// Whether nothing of the recording was damaged, lost or malformed.
  package let isWhole: Bool

  /// - Throws: `RunError` if the recording holds no such book, or several and none was chosen.
  package init(
    _ recording: Recording, range: TimeRange, of request: InstrumentRequest,
    _ sampling: BookSampling, observe: @escaping RunObserver,
    emit: (SampledBook) throws -> Void
  ) throws {
    var options = FeedProcessor.Options()
    options.source = nil
    options.instruments = InstrumentNames(request.instruments)
    options.books = .levels
    var feed = FeedProcessor(options)
    var troubles = Troubles(recording)
    let sampler = try withoutActuallyEscaping(emit) { emit in
      var sink = BookSink(
        sampler: BookSampler(request, sampling), troubles: troubles, emit: emit)
      let run = FeedRun(recording, range: range, title: "book", observe: observe)
      try run.run(&feed, into: &sink)
      try sink.sampler.finish(emit)
      troubles = sink.troubles
      return sink.sampler
    }
    guard let instrument = sampler.instrument else {
      let asked = request.names.first.map { " of \($0)" } ?? ""
      throw RunError(
        "the recording holds no updates of a book\(asked) in this range; record with --stream "
          + "depth@100ms ('tool info' lists what there is)")
    }
    symbol = feed.symbols.name(instrument)
    unknownCount = sampler.unknownCount
    let endsInOrder = sampler.reason == .connectionLost && range.toNs == nil
    reason = endsInOrder ? nil : sampler.reason?.text
    warnings = troubles.texts(feed)
    isWhole = troubles.isWhole(feed)
  }
}

private struct BookSink: FeedSink {
  typealias Failure = any Error

  var sampler: BookSampler
  var troubles: Troubles
  let emit: (SampledBook) throws -> Void

  mutating func take(book: BookLedger, at moment: borrowing FeedMoment) throws {
    try sampler.take(book, at: moment, emit)
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    troubles.note(event, at: moment)
  }
}
