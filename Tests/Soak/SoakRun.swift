import Binance
import Capture
import ExchangeServer
import Feed
import Market
import Recording
import Simulation
import TestSupport

/// The recorder with its feed and the exchange, all as values, in virtual time: a wire between them that
/// loses what is under way when a connection is cut, and a disk that hands every record on.
final class SoakRun {
  static let stepNs: Int64 = 100_000_000
  private static let secondNs: Int64 = 1_000_000_000
  private static let hourNs: Int64 = 3600 * secondNs

  let truth = SoakTruth()
  let books = SoakBooks()
  private(set) var feed: LiveFeed<SoakSink>
  private(set) var klines = SoakMarket.symbols.map { SoakKlines($0) }
  private(set) var reports: [GapReport] = []
  private(set) var silences: [StreamWatch.Finding] = []
  private(set) var frameCount = 0
  private(set) var forgottenCount = 0
  private(set) var restartCount = 0
  private(set) var recorder: Recorder
  private var options: CaptureOptions
  let core: ExchangeCore
  let wire: SoakWire
  private var clock: CaptureClock
  private var random: SeededRandom
  private(set) var nowNs = SoakMarket.startMs * 1_000_000

  /// The exchange's number of each of our connections, and ours of its.
  var theirs: [UInt32: Int] = [:]
  var ours: [Int: UInt32] = [:]
  private var requests: [SoakRequest] = []
  private var disk = FrameChunk()
  private var hasEnded = false

  init(seed: UInt64, faultEveryMs: Int64) throws {
    let markets = SoakMarket.symbols.enumerated().map { index, symbol in
      var market = ExchangeMarketOptions(
        symbol: symbol, seed: seed + UInt64(index), startMs: SoakMarket.startMs)
      market.historyMs = 600_000
      market.rateMilli = index == 0 ? 500 : 250
      return market
    }
    var exchange = ExchangeOptions()
    exchange.faults = FaultSchedule(
      [], random: RandomFaults(seed: seed, everyMs: faultEveryMs, faults: Fault.allCases))
    let truth = truth
    core = ExchangeCore(
      exchange, source: SoakSource(try GeneratedExchange(markets), books: books), startedNs: nowNs,
      truth: { truth.add($0) })
    wire = SoakWire(seed: seed)
    random = SeededRandom(seed: seed &* 17 &+ 3)
    var options = CaptureOptions(
      venue: .spot, subscriptions: SoakMarket.subscriptions, restURL: "http://exchange")
    options.isRedundant = seed % 4 == 3
    options.seed = seed
    options.takesSnapshots = true
    options.snapshotEveryNs = 15 * 60 * Self.secondNs
    self.options = options
    recorder = Recorder(options)
    clock = CaptureClock(wallNs: nowNs, monotonicNs: nowNs)
    var feedOptions = FeedProcessor.Options()
    feedOptions.intervals = [.m1]
    feedOptions.wanted = MessageKinds([.trade])
    feedOptions.books = .levels
    feed = LiveFeed(feedOptions, subscriptions: options.subscriptions, sink: SoakSink(books: books))
    core.attach(wire)
    beginSession()
  }

  func go(ms: Int64) {
    let endNs = nowNs + ms * 1_000_000
    while nowNs < endNs {
      step()
      if isDue(everyNs: 7 * Self.hourNs) { restart() }
    }
    // The last gaps are still being filled.
    for _ in 0..<(600 * 10) where !(recorder.isIdle && requests.isEmpty) { step() }
    stop(because: "the days are over")
    note(feed.finish())
  }

  private func stop(because reason: String) {
    handle(.stop(reason: reason))
    while !hasEnded { step() }
    look()
    handle(.conclude)
    look()
  }

  /// The recorder is off for minutes, and begins again: what it missed is shown by the first trade after.
  private func restart() {
    stop(because: "restarted")
    for connection in theirs.keys.sorted() { disconnect(connection) }
    look()
    let offNs = Int64.random(in: 5...300, using: &random) * Self.secondNs
    for _ in 0..<(offNs / Self.stepNs) {
      nowNs += Self.stepNs
      _ = core.tick(nowNs: nowNs)
    }
    restartCount += 1
    options.seed &+= 1
    recorder = Recorder(options)
    requests = []
    hasEnded = false
    beginSession()
  }

  private func beginSession() {
    let session = SessionInfo(id: "s\(restartCount)", tool: "soak", host: "soak")
    let metadata = SegmentMetadata(
      session: session, segmentNumber: 1, startNs: receivedNs, previousLastSequence: 0)
    metadata.payload.withUnsafeBytes {
      disk.records.append(receivedNs: receivedNs, connection: 0, kind: .metadata, $0)
    }
  }

  private func step() {
    nowNs += Self.stepNs
    _ = core.tick(nowNs: nowNs)
    deliver()
    answerRequests()
    look()
    handle(.tick)
    if isDue(everyNs: 10 * Self.secondNs) { note(feed.findSilence(receivedNs: receivedNs)) }
    if isDue(everyNs: Self.hourNs) {
      askForKlines()
      forgetStreams()
    }
  }

  private func isDue(everyNs: Int64) -> Bool { nowNs % everyNs < Self.stepNs }

  var receivedNs: Int64 { clock.receivedNs(monotonicNs: nowNs) }

  private func askForKlines() {
    for index in klines.indices { klines[index].ask(core, nowNs: nowNs) }
  }

  /// The exchange no longer sends what a connection asked for: only silence shows it.
  private func forgetStreams() {
    guard let number = ours.keys.sorted().randomElement(using: &random) else { return }
    let names = SoakMarket.symbols.map { #""\#(StreamName.trade($0).text)""# }
    let message =
      #"{"method":"UNSUBSCRIBE","params":[\#(names.joined(separator: ","))],"id":9}"#
    core.received(.text(Array(message.utf8)), from: number, nowNs: nowNs)
    forgottenCount += 1
  }

  // MARK: - The recorder's events and actions

  func handle(_ event: Recorder.Event) { take { $0.handle(event, &$1) } }

  func take(_ event: (inout Recorder, inout Recorder.Step) -> Void) {
    var step = Recorder.Step(nowNs: nowNs, receivedNs: receivedNs)
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
    case .report(let report): keep(report)
    case .end: hasEnded = true
    }
  }

  private func keep(_ report: CaptureReport) {
    feed.take(report, receivedNs: receivedNs)
    switch report {
    case .gapClosed(let report): reports.append(report)
    case .streamSilent(let finding): silences.append(finding)
    default: break
    }
  }

  private func answerRequests() {
    let due = requests.filter { $0.atNs <= nowNs }
    requests.removeAll { $0.atNs <= nowNs }
    for item in due { handle(.answered(item.request, item.result)) }
  }

  /// What the feed makes of what is on the disk.
  private func look() {
    frameCount += disk.frames.count
    let notices = feed.take(disk)
    disk.removeAll()
    note(notices)
  }

  private func note(_ notices: [FeedNotice]) {
    for notice in notices { handle(.noticed(notice)) }
  }
}
