package import Binance
package import Market
package import Recording

/// Compares each joined book with what else the exchange says of it in the same recording: the best bid and
/// ask (`bookTicker`), the best levels (partial depth) and later snapshots.
///
/// A witness is of an update id, and a book stands where an update ends: the two are compared where these
/// are the same. A snapshot may be of any id, see `SnapshotChecker`.
package struct BookAuditor {
  /// What a feed must give to it, besides `books` of `levels` and every message.
  package static let kinds = MessageKinds([.bookTicker, .partialDepth, .depthSnapshot])

  private let recording: Recording
  private let instruments: InstrumentNames
  private var report = BookReport()
  private var books: [SymbolID: AuditedBook] = [:]

  package init(_ recording: Recording, _ instruments: InstrumentNames) {
    self.recording = recording
    self.instruments = instruments
  }

  /// A message, before the book has taken it in.
  package mutating func take(
    message entry: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) {
    let index = Int(entry.index)
    switch entry.kind {
    case .bookTicker:
      let ticker = batch.bookTickers[index]
      add(BookClaim(ticker, moment.location), of: batch.symbols.name(ticker.symbol), moment)
    case .partialDepth where batch.depths[index].symbol != Depth.unnamed:
      let depth = batch.depths[index]
      let claim = BookClaim(depth, batch.levels, moment.location)
      add(claim, of: batch.symbols.name(depth.symbol), moment)
    case .depthSnapshot where batch.depths[index].symbol != Depth.unnamed:
      guard let number = number(batch.symbols.name(batch.depths[index].symbol), moment) else {
        return
      }
      books[number, default: AuditedBook()].snapshotLocation = moment.location
    default: break
    }
  }

  /// A book has taken something in.
  package mutating func take(book ledger: BookLedger, at moment: borrowing FeedMoment) {
    guard !ledger.isRPI else { return }
    let number = ledger.symbol
    var audited = books.removeValue(forKey: number) ?? AuditedBook()
    let name = moment.name(number)
    for (claim, verdict) in audited.take(ledger, moment.location) {
      add(verdict, claim, audited, of: name)
    }
    if let comparison = ledger.step.comparison {
      add(comparison, audited, name, at: moment.location)
    }
    books[number] = audited
  }

  /// The findings, once all has passed.
  package mutating func finish(_ symbols: SymbolTable) -> BookReport {
    for (number, audited) in books.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      for (claim, verdict) in audited.rest {
        report.add(verdict, symbols.name(number), claim.witness)
      }
    }
    books = [:]
    return report
  }

  private func number(_ symbol: String, _ moment: borrowing FeedMoment) -> SymbolID? {
    guard let number = moment.number(of: symbol), instruments.wants(moment.instrument(number))
    else { return nil }
    return number
  }

  private mutating func add(
    _ claim: BookClaim, of symbol: String, _ moment: borrowing FeedMoment
  ) {
    guard let number = number(symbol, moment) else { return }
    guard let verdict = books[number, default: AuditedBook()].take(claim),
      let audited = books[number]
    else { return }
    add(verdict, claim, audited, of: moment.name(number))
  }

  private mutating func add(
    _ verdict: BookReport.Verdict, _ claim: BookClaim, _ audited: AuditedBook, of name: String
  ) {
    var difference: BookReport.Difference?
    if verdict == .differs, let view = audited.view(of: claim.id),
      let found = claim.difference(from: view)
    {
      difference = BookReport.Difference(
        updateId: claim.id, witnessLocation: recording.text(of: claim.location),
        bookLocation: recording.text(of: view.location), isBid: found.isBid,
        witnessLevel: found.own, bookLevel: found.other)
    }
    report.add(verdict, name, claim.witness, difference: difference)
  }

  private mutating func add(
    _ comparison: SnapshotComparison, _ audited: AuditedBook, _ name: String,
    at location: FrameLocation
  ) {
    guard let found = comparison.difference else { return report.add(.equal, name, .snapshot) }
    let difference = BookReport.Difference(
      updateId: comparison.id,
      witnessLocation: recording.text(of: audited.snapshotLocation ?? location),
      bookLocation: recording.text(of: location), isBid: found.isBid,
      witnessLevel: PriceLevel(price: found.price, quantity: found.otherQuantity),
      bookLevel: PriceLevel(price: found.price, quantity: found.quantity))
    report.add(.differs, name, .snapshot, difference: difference)
  }
}
