import Binance
import Capture
import ExchangeServer
import Simulation
import TestSupport

/// The recorder and the exchange, both as values, in virtual time: a wire between them that loses what is
/// under way when a connection is cut, and a disk that hands every record on to the live feed.
final class SoakRun {
  static let startMs: Int64 = 1_723_075_200_000
  static let stepNs: Int64 = 100_000_000
  static let symbol = "ADABNB"
  static let url = "ws://exchange"

  let truth = SoakTruth()
  private(set) var view: SoakView
  private(set) var reports: [GapReport] = []
  private(set) var recorder: Recorder
  private let core: ExchangeCore
  private let wire: SoakWire
  private var clock: CaptureClock
  private(set) var nowNs = startMs * 1_000_000

  /// The exchange's number of each of our connections, and ours of its.
  private var theirs: [UInt32: Int] = [:]
  private var ours: [Int: UInt32] = [:]
  private var requests: [SoakRequest] = []
  private var disk = FrameChunk()
  private var hasEnded = false

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
    var options = CaptureOptions(
      venue: .spot,
      subscriptions: Subscriptions(
        [.trade(Self.symbol)], venue: .spot, websocketURL: Self.url, hasMicroseconds: false),
      restURL: "http://exchange")
    options.isRedundant = seed % 4 == 3
    options.seed = seed
    recorder = Recorder(options)
    clock = CaptureClock(wallNs: nowNs, monotonicNs: nowNs)
    view = SoakView()
    core.attach(wire)
  }

  func go(ms: Int64) throws {
    let endNs = nowNs + ms * 1_000_000
    while nowNs < endNs { step() }
    // The last gaps are still being filled.
    for _ in 0..<(600 * 10) where !(recorder.isIdle && requests.isEmpty) { step() }
    handle(.stop(reason: "the days are over"))
    while !hasEnded { step() }
    handle(.conclude)
    look()
    view.finish()
  }

  private func step() {
    nowNs += Self.stepNs
    _ = core.tick(nowNs: nowNs)
    deliver()
    answerRequests()
    look()
    handle(.tick)
    if nowNs % 3_600_000_000_000 < Self.stepNs { view.compare(klines: core, nowNs: nowNs) }
  }

  // MARK: - The recorder's events and actions

  private func handle(_ event: Recorder.Event) { take { $0.handle(event, &$1) } }

  private func take(_ event: (inout Recorder, inout Recorder.Step) -> Void) {
    var step = Recorder.Step(nowNs: nowNs, receivedNs: clock.receivedNs(monotonicNs: nowNs))
    event(&recorder, &step)
    disk.records.append(step.records)
    for action in step.actions { perform(action) }
  }

  private func perform(_ action: Recorder.Action) {
    switch action {
    case .connect(let connection, let url): connect(connection, url)
    case .send(let connection, let kind, let payload):
      guard let number = theirs[connection] else { return }
      core.received(kind.message(payload), from: number, nowNs: nowNs)
    case .disconnect(let connection): disconnect(connection)
    case .ask(let request, _, _): requests.append(SoakRequest(request, core, nowNs: nowNs))
    case .readClock:
      handle(
        .clockRead(clock.sample(wallNs: nowNs, monotonicNs: nowNs), monotonicNs: nowNs))
    case .report(.gapClosed(let report)): reports.append(report)
    case .report: break
    case .end: hasEnded = true
    }
  }

  /// What the feed makes of what is on the disk.
  private func look() {
    let notices = view.look(at: disk)
    disk.removeAll()
    for notice in notices { handle(.noticed(notice)) }
  }

  // MARK: - The network

  private func connect(_ connection: UInt32, _ url: String) {
    let target = String(url.dropFirst(Self.url.count))
    guard core.welcome(nowNs: nowNs) == .accepted else { return refused(connection, nil) }
    if let answer = core.knock(target: target, address: "127.0.0.1", nowNs: nowNs) {
      return refused(connection, AnswerHead(answer))
    }
    guard let number = core.opened(target: target, nowNs: nowNs) else {
      return refused(connection, nil)
    }
    theirs[connection] = number
    ours[number] = connection
    handle(.opened(connection, AnswerHead(status: 101)))
  }

  private func refused(_ connection: UInt32, _ head: AnswerHead?) {
    handle(.refused(connection, reason: "refused", head))
  }

  private func disconnect(_ connection: UInt32) {
    guard let number = theirs[connection] else { return }
    wire.drop(number)
    core.closed(number, reason: "abandoned", nowNs: nowNs)
    ended(connection)
  }

  private func ended(_ connection: UInt32) {
    if let number = theirs.removeValue(forKey: connection) { ours[number] = nil }
    handle(.ended(connection))
  }

  private func deliver() {
    for number in ours.keys.sorted() {
      guard let connection = ours[number] else { continue }
      let (bytes, hasEnded) = wire.take(number)
      if !bytes.isEmpty {
        take { recorder, step in
          bytes.withUnsafeBytes {
            recorder.read($0, on: connection, arrivedNs: step.receivedNs, &step)
          }
        }
      }
      if hasEnded, theirs[connection] != nil { ended(connection) }
    }
  }

  private func answerRequests() {
    let due = requests.filter { $0.atNs <= nowNs }
    requests.removeAll { $0.atNs <= nowNs }
    for item in due { handle(.answered(item.request, item.result)) }
  }
}
