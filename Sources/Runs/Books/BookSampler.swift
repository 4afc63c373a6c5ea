import Binance
import Feed
import Market

/// Looks at one symbol's book when that is due.
///
/// ```
///  updates   ──u──────u──┃──────u──      due at ┃: the book as of the update before it, once the one
///                        due             behind it shows by its ids that nothing lies between
/// ```
struct BookSampler {
  /// Updates that are farther apart are none of one stretch: a day, after which the exchange ends every
  /// connection.
  private static let apartNsMax: Int64 = 86_400_000_000_000

  private(set) var instrument: SymbolID?
  private(set) var unknownCount = 0
  private(set) var reason: UnjoinedReason?
  private let request: InstrumentRequest
  private let sampling: BookSampling
  /// As it was joined last.
  private var latest: SampledBook?
  private var dueNs: Int64?

  init(_ request: InstrumentRequest, _ sampling: BookSampling) {
    self.request = request
    self.sampling = sampling
  }

  mutating func take(
    _ ledger: BookLedger, at moment: borrowing FeedMoment, _ emit: (SampledBook) throws -> Void
  ) throws {
    guard try isMeant(ledger, moment) else { return }
    let wasJoined = reason == nil && latest != nil
    reason = ledger.reason
    let isKnown = wasJoined && ledger.isJoined && !ledger.hasTurned
    try pass(to: moment.receivedNs, isKnown: isKnown, emit)
    guard let book = ledger.book else { return }
    let sample = SampledBook(
      receivedNs: moment.receivedNs, joinedSinceNs: ledger.sinceNs, updateId: ledger.lastUpdateId,
      book: book)
    if sampling == .changes {
      if ledger.step.hasChanged { try emit(sample) }
    } else {
      // Holds the book as it is: the next update copies it.
      latest = sample
    }
  }

  /// The end of what was read.
  func finish(_ emit: (SampledBook) throws -> Void) throws {
    if sampling == .atEnd, let latest { try emit(latest) }
  }

  private mutating func isMeant(_ ledger: BookLedger, _ moment: borrowing FeedMoment) throws -> Bool
  {
    let found = moment.instrument(ledger.symbol)
    guard !ledger.isRPI, request.venue == nil || found.venue ?? request.venue == request.venue
    else { return false }
    guard let instrument, instrument != ledger.symbol else {
      instrument = ledger.symbol
      return true
    }
    throw RunError(
      "the recording holds books of \(moment.instrument(instrument).text) and \(found.text), and "
        + "maybe of others; choose one, such as --symbol \(found.text)")
  }

  /// What was due up to an instant, at which the next update came: the book of a moment has those before it.
  private mutating func pass(
    to receivedNs: Int64, isKnown: Bool, _ emit: (SampledBook) throws -> Void
  ) throws {
    guard case .every(let everyNs) = sampling else { return }
    guard var dueNs else {
      self.dueNs = nextNs(receivedNs, everyNs)
      return
    }
    if isKnown, let latest, receivedNs - latest.receivedNs <= Self.apartNsMax {
      while dueNs <= receivedNs, dueNs < .max {
        try emit(latest.at(dueNs))
        dueNs = nextNs(dueNs, everyNs)
      }
    } else if dueNs <= receivedNs {
      let after = nextNs(receivedNs, everyNs)
      unknownCount += Int((after - dueNs) / everyNs)
      dueNs = after
    }
    self.dueNs = dueNs
  }

  /// The first whole multiple after an instant; `max` where there is none.
  private func nextNs(_ ns: Int64, _ everyNs: Int64) -> Int64 {
    let (next, isOver) = (ns - ns % everyNs).addingReportingOverflow(everyNs)
    return isOver ? .max : next
  }
}

extension SampledBook {
  fileprivate func at(_ ns: Int64) -> SampledBook {
    SampledBook(receivedNs: ns, joinedSinceNs: joinedSinceNs, updateId: updateId, book: book)
  }
}
