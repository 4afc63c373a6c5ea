#if Network
  package import Capture
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
    let shouldStop: @Sendable () -> String?
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
    var ticking: RepeatedTask?
    var startNs: Int64 = 0
    var clockLookDueNs = Int64.min
    var clockRecordDueNs = Int64.min
    var stopReason: String?
    var stopDueNs = Int64.max
    let end = Mutex<String?>(nil)

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

    /// Gives back the threads, after the end.
    package func shutdown() throws {
      try? rest.shutdown().wait()
      try group.syncShutdownGracefully()
    }

    func record(_ kind: FrameKind, _ payload: [UInt8], connection: UInt32 = 0) {
      intake.append(receivedNs: clock.nowNs(), connection: connection, kind: kind, payload)
      intake.flush()
    }

    /// The usual checks of certificates and names; other roots only beside the system's.
    private static func tlsConfiguration(_ options: CaptureOptions) throws -> TLSConfiguration {
      var configuration = TLSConfiguration.makeClientConfiguration()
      // By its default a peer that is gone would hold each end for five seconds: longer than a stop waits.
      configuration.shutdownTimeout = .nanoseconds(CaptureLimits.tlsCloseNsMax)
      if let file = options.certificateFile {
        configuration.additionalTrustRoots = [.certificates(try CertificateFile.read(file))]
      }
      return configuration
    }
  }
#endif
