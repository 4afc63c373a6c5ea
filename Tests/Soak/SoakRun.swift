import Binance
import Capture
import ExchangeServer
import Feed
import Market
import Recording
import Simulation
import TestSupport

/// The recorder's decisions (fleet, REST queue, backfill) and the exchange, both as values, with a wire
/// between them that loses what is under way when a connection is cut.
final class SoakRun {
  static let startMs: Int64 = 1_723_075_200_000
  static let stepNs: Int64 = 100_000_000
  static let symbol = "ADABNB"

  let core: ExchangeCore
  let wire: SoakWire
  let options: CaptureOptions
  var fleet: Fleet
  var queue: RestQueue
  var backfill: Backfill
  var view: SoakView!
  let truth = SoakTruth()
  private(set) var nowNs = startMs * 1_000_000

  /// The exchange's number of each of our connections, and ours of its.
  var theirs: [UInt32: Int] = [:]
  var ours: [Int: UInt32] = [:]
  var planOf: [UInt32: Int] = [:]
  var requests: [SoakRequest] = []
  var reports: [Backfill.Report] = []
  var openedCount = 0
  var requestCount = 0

  init(seed: UInt64, faultEveryMs: Int64) throws {
    var market = ExchangeMarketOptions(symbol: Self.symbol, seed: seed, startMs: Self.startMs)
    market.historyMs = 600_000
    var exchange = ExchangeOptions()
    exchange.faults = FaultSchedule(
      [], random: RandomFaults(seed: seed, everyMs: faultEveryMs, faults: Fault.allCases))
    let truth = truth
    core = ExchangeCore(
      exchange, source: try GeneratedExchange([market]), startedNs: nowNs,
      truth: { truth.add($0) })
    wire = SoakWire(seed: seed)
    let url = "ws://exchange"
    options = CaptureOptions(
      venue: .spot,
      plans: ConnectionPlan.plans(
        for: [.trade(Self.symbol)], venue: .spot, websocketURL: url, hasMicroseconds: false),
      restURL: "http://exchange")
    fleet = Fleet(
      plans: options.plans, venue: .spot, isRedundant: seed % 4 == 3, seed: seed)
    queue = RestQueue(weightPerMinute: options.venue.weightPerMinute, seed: ~seed)
    backfill = Backfill(venue: .spot)
    core.attach(wire)
    view = SoakView(self)
  }

  func go(ms: Int64) throws {
    let endNs = nowNs + ms * 1_000_000
    while nowNs < endNs { step() }
    // The last holes are still being filled.
    for _ in 0..<(600 * 10) where !(queue.isEmpty && requests.isEmpty) { step() }
    reports += backfill.stop { queue.isUnsent($0) }
    view.finish()
  }

  private func step() {
    nowNs += Self.stepNs
    _ = core.tick(nowNs: nowNs)
    deliver()
    answerRequests()
    view.tellWishes()
    handle(.tick)
    fillHoles()
    ask()
    if nowNs % 3_600_000_000_000 < Self.stepNs { view.compare(klines: core, nowNs: nowNs) }
  }

  // MARK: - Connections, as `CaptureSession` does it

  func handle(_ event: Fleet.Event) {
    for action in fleet.handle(event, nowNs: nowNs) { perform(action) }
  }

  private func perform(_ action: Fleet.Action) {
    switch action {
    case .open(let connection, let plan, _): open(connection, plan)
    case .send(let connection, let text):
      guard let number = theirs[connection] else { return }
      core.received(.text(Array(text.utf8)), from: number, nowNs: nowNs)
    case .close(let connection, _):
      guard let number = theirs[connection] else { return }
      core.received(.close([0x03, 0xE8]), from: number, nowNs: nowNs)
    case .abandon(let connection, let reason): abandon(connection, reason)
    }
  }

  private func open(_ connection: UInt32, _ plan: Int) {
    let url = options.plans[plan].url
    let target = String(url.dropFirst("ws://exchange".count))
    planOf[connection] = plan
    guard core.welcome(nowNs: nowNs) == .accepted else { return refused(connection, nil) }
    if let refusal = core.knock(target: target, address: "127.0.0.1", nowNs: nowNs) {
      let isBanned = [418, 429].contains(refusal.status)
      let told = refusal["retry-after"].flatMap { Int64($0) }
      return refused(connection, told ?? (isBanned ? 60 : 0))
    }
    guard let number = core.opened(target: target, nowNs: nowNs) else {
      return refused(connection, nil)
    }
    theirs[connection] = number
    ours[number] = connection
    openedCount += 1
    view.look(
      .opened, CapturePayload.opened(url: url, status: 101, headers: []), connection: connection)
    handle(.opened(connection))
  }

  private func refused(_ connection: UInt32, _ seconds: Int64?) {
    view.look(.lost, CapturePayload.lost(reason: "refused"), connection: connection)
    handle(.refused(connection, retryAfterNs: seconds.map { $0 * 1_000_000_000 }))
  }

  private func abandon(_ connection: UInt32, _ reason: String) {
    guard let number = theirs[connection] else { return }
    wire.drop(number)
    core.closed(number, reason: "abandoned", nowNs: nowNs)
    lost(connection, reason)
  }

  private func lost(_ connection: UInt32, _ reason: String) {
    if let number = theirs.removeValue(forKey: connection) { ours[number] = nil }
    planOf[connection] = nil
    view.look(.lost, CapturePayload.lost(reason: reason), connection: connection)
    handle(.lost(connection))
  }

  private func deliver() {
    for number in ours.keys.sorted() {
      guard let connection = ours[number] else { continue }
      let (frames, hasEnded) = wire.take(number)
      for frame in frames where theirs[connection] != nil { receive(frame, connection, number) }
      if hasEnded, theirs[connection] != nil { lost(connection, "the connection ended") }
    }
  }

  private func receive(_ frame: SoakWire.Frame, _ connection: UInt32, _ number: Int) {
    let kind: FrameKind
    switch frame.opcode {
    case 1: kind = .text
    case 2: kind = .binary
    case 9: kind = .ping
    case 8: kind = .close
    default: kind = .pong
    }
    view.look(kind, frame.payload, connection: connection)
    if kind == .ping {
      core.received(.pong(frame.payload), from: number, nowNs: nowNs)
      handle(.sentPong(connection))
    }
    let isData = kind == .text || kind == .binary
    handle(.received(connection, kind == .ping ? .ping : isData ? .data : .bytes))
  }
}
