import Binance
import Market
import Recording

/// What the exchange says of a book's best levels at an update id.
struct BookClaim {
  let witness: BookReport.Witness
  let id: Int64
  let location: FrameLocation
  private let bids: [PriceLevel]
  private let asks: [PriceLevel]

  init(_ ticker: BookTicker, _ location: FrameLocation) {
    (witness, id, self.location) = (.bookTicker, ticker.updateId, location)
    // A side without an order is written as zeros.
    bids = [PriceLevel(price: ticker.bidPrice, quantity: ticker.bidQuantity)]
      .filter { $0.quantity > .zero }
    asks = [PriceLevel(price: ticker.askPrice, quantity: ticker.askQuantity)]
      .filter { $0.quantity > .zero }
  }

  init(_ depth: Depth, _ levels: [PriceLevel], _ location: FrameLocation) {
    (witness, id, self.location) = (.partialDepth, depth.lastUpdateId, location)
    bids = Array(levels.slice(depth.bids))
    asks = Array(levels.slice(depth.asks))
  }

  func verdict(on view: BookView) -> BookReport.Verdict {
    if difference(from: view) == nil { return .equal }
    let isReached = view.reaches(bids.last, isBid: true) && view.reaches(asks.last, isBid: false)
    return isReached ? .differs : .beyondReach
  }

  /// The first level that is not the same.
  func difference(
    from view: BookView
  ) -> (isBid: Bool, own: PriceLevel?, other: PriceLevel?)? {
    for (isBid, own, other) in [(true, bids, view.bids), (false, asks, view.asks)] {
      for index in 0..<max(own.count, 1) {
        let a = index < own.count ? own[index] : nil
        let b = index < other.count ? other[index] : nil
        if a != b { return (isBid, a, b) }
      }
    }
    return nil
  }
}

/// A book's best levels as of an update.
struct BookView {
  /// Partial depth has 20 at most.
  private static let countMax = 20

  let id: Int64
  let location: FrameLocation
  let bids: [PriceLevel]
  let asks: [PriceLevel]
  private let bidReach: Amount?
  private let askReach: Amount?

  init(_ book: Book, id: Int64, _ location: FrameLocation) {
    (self.id, self.location) = (id, location)
    bids = Array(book.bids.prefix(Self.countMax))
    asks = Array(book.asks.prefix(Self.countMax))
    (bidReach, askReach) = (book.bids.reach, book.asks.reach)
  }

  /// Whether all levels up to one are known; that there is none is known only of a whole side.
  func reaches(_ level: PriceLevel?, isBid: Bool) -> Bool {
    guard let reach = isBid ? bidReach : askReach else { return true }
    guard let level else { return false }
    return isBid ? level.price >= reach : level.price <= reach
  }
}

/// A book's latest views, and the claims that wait for it.
struct AuditedBook {
  typealias Finding = (claim: BookClaim, verdict: BookReport.Verdict)

  /// More than a second of the fastest stream: witnesses come within it.
  private static let viewsMax = 16
  private static let waitingMax = 4096

  var snapshotLocation: FrameLocation?
  private var views: [BookView] = []
  private var waiting: [BookClaim] = []
  private var isJoined = false
  private var lastId: Int64 = -1
  /// Without a claim nobody looks at a view.
  private var isClaimed = false

  func view(of id: Int64) -> BookView? { views.last { $0.id == id } }

  /// A claim has come. Nil if it waits for the book.
  mutating func take(_ claim: BookClaim) -> BookReport.Verdict? {
    isClaimed = true
    guard isJoined, claim.id <= lastId else {
      waiting.append(claim)
      guard waiting.count > Self.waitingMax else { return nil }
      waiting.removeFirst()
      // Counted though another one is given up: of these no more is known than their number.
      return isJoined ? .betweenUpdates : .unjoined
    }
    return view(of: claim.id).map { claim.verdict(on: $0) } ?? .betweenUpdates
  }

  /// The book has taken something in. Gives the claims that this settles.
  mutating func take(_ ledger: BookLedger, _ location: FrameLocation) -> [Finding] {
    let wasJoined = isJoined
    isJoined = ledger.isJoined
    guard let book = ledger.book else {
      views = []
      return []
    }
    lastId = ledger.lastUpdateId
    guard ledger.step.hasChanged, isClaimed || views.isEmpty else { return [] }
    let view = BookView(book, id: lastId, location)
    if views.count == Self.viewsMax { views.removeFirst() }
    views.append(view)
    let settled = waiting.filter { $0.id <= lastId }
    waiting.removeAll { $0.id <= lastId }
    return settled.map { claim in
      if claim.id == lastId { return (claim, claim.verdict(on: view)) }
      return (claim, wasJoined ? .betweenUpdates : .unjoined)
    }
  }

  /// Claims that no update has reached.
  var rest: [Finding] { waiting.map { ($0, isJoined ? .betweenUpdates : .unjoined) } }
}
