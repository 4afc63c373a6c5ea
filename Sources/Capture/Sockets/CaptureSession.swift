#if Network
  import Binance
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import NIOSSL
  import Recording
  import Synchronization

  /// A capture at work: carries out what the fleet, the REST queue and the backfill decide, on one
  /// event loop, and puts every frame into the intake.
  package final class CaptureSession: @unchecked Sendable {
    let options: CaptureOptions
    let intake: FrameIntake
    let counters: CaptureCounters
    let events: CaptureEvents
    let clock = SocketClock()
    private let shouldStop: @Sendable () -> String?
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop: any EventLoop
    let tls: NIOSSLContext
    let rest: RestClient
    let pacer: ReadPacer

    // Of the event loop alone.
    var fleet: Fleet
    var queue: RestQueue
    var backfill: Backfill
    var blockedUntilNs = Int64.min
    var dials: [UInt32: EventLoopFuture<any Channel>] = [:]
    var receivers: [UInt32: FrameReceiver] = [:]
    var planOf: [UInt32: Int] = [:]
    /// Connections that we have closed ourselves.
    var closed: Set<UInt32> = []
    private var ticking: RepeatedTask?
    private var startNs: Int64 = 0
    private var clockLookDueNs = Int64.min
    private var clockRecordDueNs = Int64.min
    private var stopReason: String?

    private static let tick = TimeAmount.milliseconds(50)

    /// - Parameter shouldStop: asked twenty times a second; gives the reason to stop, if there is one.
    package init(
      _ options: CaptureOptions, intake: FrameIntake, counters: CaptureCounters,
      events: CaptureEvents, shouldStop: @escaping @Sendable () -> String?
    ) throws {
      self.options = options
      self.intake = intake
      self.counters = counters
      self.events = events
      self.shouldStop = shouldStop
      loop = group.next()
      pacer = ReadPacer(loop: loop, isOn: options.gathers)
      let configuration = try Self.tlsConfiguration(options)
      tls = try NIOSSLContext(configuration: configuration)
      rest = RestClient(loop: loop, clock: clock, tls: configuration)
      fleet = Fleet(
        plans: options.plans, venue: options.venue, isRedundant: options.isRedundant,
        seed: options.seed)
      queue = RestQueue(weightPerMinute: options.venue.weightPerMinute, seed: ~options.seed)
      backfill = Backfill(venue: options.venue.venue)
    }

    /// The time now, by the clock that frames are stamped with.
    package var nowNs: @Sendable () -> Int64 {
      let clock = clock
      return { clock.nowNs() }
    }

    /// Begins to connect and to ask.
    package func start() {
      loop.execute {
        self.startNs = MachineClock.monotonicNs()
        for request in self.options.startRequests { _ = self.queue.add(request) }
        self.ticking = self.loop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.tick) { _ in
          self.tick()
        }
      }
    }

    /// Whether the capture has ended, and why.
    package var endReason: String? { end.withLock { $0 } }
    private let end = Mutex<String?>(nil)

    /// Gives back the threads, after the end.
    package func shutdown() throws {
      try? rest.shutdown().wait()
      try group.syncShutdownGracefully()
    }

    /// Has missing trades fetched, if they stay missing. From any thread.
    package func fill(_ hole: Hole) { loop.execute { self.found(hole) } }

    /// All trades of such a hole have come. From any thread.
    package func filled(_ hole: Hole) { loop.execute { self.arrived(hole) } }

    /// The exchange sent `{"e":"error",…}`: that connection is closed, and opened anew. From any thread.
    package func exchangeError(on connection: UInt32, text: String) {
      loop.execute { self.handle(.exchangeError(connection, text: text)) }
    }

    /// Ends the capture. From any thread.
    package func stop(because reason: String) {
      loop.execute { if self.stopReason == nil { self.beginStop(reason) } }
    }

    /// The exchange announced that it closes a connection. From any thread.
    package func shutdownAnnounced(on connection: UInt32) {
      loop.execute { self.handle(.shutdownAnnounced(connection)) }
    }

    /// A stream that used to bring frames brings none. From any thread.
    package func streamSilent(on connection: UInt32, stream: String) {
      loop.execute { self.handle(.streamSilent(connection, stream: stream)) }
    }

    // MARK: - Time

    private func tick() {
      let nowNs = MachineClock.monotonicNs()
      if stopReason == nil, let reason = reasonToStop(nowNs) { beginStop(reason) }
      lookAtClock(nowNs)
      handle(.tick)
      if let stopReason {
        if fleet.linkCount == 0 { finish(stopReason) }
      } else {
        fillHoles(nowNs: nowNs)
        ask()
      }
    }

    private func reasonToStop(_ nowNs: Int64) -> String? {
      if let reason = shouldStop() { return reason }
      guard let durationNs = options.durationNs, nowNs - startNs >= durationNs else { return nil }
      return "its duration is over"
    }

    private func beginStop(_ reason: String) {
      stopReason = reason
      for report in backfill.stop() { close(report) }
      handle(.stop)
    }

    private func finish(_ reason: String) {
      ticking?.cancel()
      ticking = nil
      intake.close()
      end.withLock { $0 = reason }
    }

    private func lookAtClock(_ nowNs: Int64) {
      guard nowNs >= clockLookDueNs else { return }
      clockLookDueNs = nowNs + CaptureLimits.secondNs
      let (sample, monotonicNs) = clock.sample()
      if sample.isStep {
        events.add(.clockStepped(deviationNs: sample.deviationNs))
        counters.update { $0.clockSteps += 1 }
      }
      guard sample.isStep || nowNs >= clockRecordDueNs else { return }
      clockRecordDueNs = nowNs + CaptureLimits.clockSampleNs
      record(.clock, CapturePayload.clock(sample, monotonicNs: monotonicNs))
    }

    // MARK: - Shared

    func record(_ kind: FrameKind, _ payload: [UInt8], connection: UInt32 = 0) {
      intake.append(receivedNs: clock.nowNs(), connection: connection, kind: kind, payload)
      intake.flush()
    }

    /// The usual checks of certificates and names; other roots only beside the system's.
    private static func tlsConfiguration(_ options: CaptureOptions) throws -> TLSConfiguration {
      var configuration = TLSConfiguration.makeClientConfiguration()
      if let file = options.certificateFile {
        configuration.additionalTrustRoots = [.certificates(try CertificateFile.read(file))]
      }
      return configuration
    }
  }
#endif
