#if Network
  package import Capture
  import Dispatch
  import NIOCore
  import NIOPosix
  import Recording
  import Synchronization

  /// A recorder with sockets and a clock: hands it what happens, on one event loop, and carries out what
  /// it decides.
  package final class CaptureSession: @unchecked Sendable {
    let intake: FrameIntake
    let clock = SocketClock()
    let loop: any EventLoop
    let pacer: ReadPacer
    private let counters: CaptureCounters
    private let reports: CaptureReports
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let dialer: Dialer
    private let rest: RestClient
    private let end = Mutex<String?>(nil)

    // Of the event loop alone.
    private var recorder: Recorder
    private var sockets: [UInt32: Socket] = [:]
    private var spare = Recorder.Step(nowNs: 0, receivedNs: 0)
    private var counts = RecorderCounts()
    private var ticking: RepeatedTask?

    private struct Socket {
      /// There as soon as TCP is.
      let channel: EventLoopFuture<any Channel>
      /// Once the server has agreed to the upgrade.
      var receiver: FrameReceiver?
    }

    private static let tickEvery = TimeAmount.milliseconds(50)

    package init(
      _ options: CaptureOptions, intake: FrameIntake, counters: CaptureCounters,
      reports: CaptureReports
    ) throws {
      self.intake = intake
      self.counters = counters
      self.reports = reports
      loop = group.next()
      pacer = ReadPacer(loop: loop, isOn: options.gathers)
      let connector = try Connector(options, loop: loop)
      dialer = Dialer(connector: connector, clock: clock)
      rest = RestClient(connector, clock: clock)
      recorder = Recorder(options)
    }

    // MARK: - From other threads

    /// Begins to connect and to ask.
    ///
    /// - Parameter shouldStop: asked twenty times a second; gives the reason to stop, if there is one.
    package func start(shouldStop: @escaping @Sendable () -> String?) {
      loop.execute {
        self.ticking = self.loop.scheduleRepeatedTask(
          initialDelay: .zero, delay: Self.tickEvery
        ) { _ in
          if let reason = shouldStop() { self.handle(.stop(reason: reason)) }
          self.handle(.tick)
        }
      }
    }

    /// What those who look at the recorded frames have noticed.
    package func note(_ notices: [FeedNotice]) {
      guard !notices.isEmpty else { return }
      loop.execute { for notice in notices { self.handle(.noticed(notice)) } }
    }

    /// Until all that was noted before is dealt with. Not from the event loop.
    package func waitForNotices() throws { try loop.submit {}.wait() }

    package func join(_ symbols: [String]) { loop.execute { self.handle(.join(symbols)) } }

    package func stop(because reason: String) {
      loop.execute { self.handle(.stop(reason: reason)) }
    }

    /// Why the capture has ended: its connections are gone. Nil while it is at work.
    package var endReason: String? { end.withLock { $0 } }

    /// After the end, and after the last frames were looked at: records which gaps stay, and closes the
    /// intake. Not from the event loop.
    package func conclude() throws {
      try loop.submit {
        self.handle(.conclude)
        self.intake.close()
      }.wait()
    }

    /// Gives back the threads, after the end.
    package func shutdown() throws {
      try? loop.submit { self.rest.shutdown() }.wait()
      try group.syncShutdownGracefully()
    }

    /// The time now, by the clock that frames are stamped with.
    package var nowNs: @Sendable () -> Int64 {
      let clock = clock
      return { clock.nowNs() }
    }

    // MARK: - The recorder's events and actions

    func handle(_ event: Recorder.Event) {
      take { $0.handle(event, &$1) }
      intake.flush()
    }

    /// Bytes from a connection's socket. Gives the number of records that they made.
    func read(_ bytes: UnsafeRawBufferPointer, on connection: UInt32, arrivedNs: Int64) -> Int {
      take { $0.read(bytes, on: connection, arrivedNs: arrivedNs, &$1) }
    }

    @discardableResult
    private func take(_ event: (inout Recorder, inout Recorder.Step) -> Void) -> Int {
      // An action may bring about an event at once: that one makes a step of its own.
      var step = Recorder.Step(nowNs: 0, receivedNs: 0)
      swap(&step, &spare)
      (step.nowNs, step.receivedNs) = clock.now()
      event(&recorder, &step)
      intake.append(step.records)
      for action in step.actions { perform(action) }
      if recorder.counts != counts { publish() }
      let recordCount = step.records.frames.count
      step.removeAll()
      swap(&step, &spare)
      return recordCount
    }

    private func publish() {
      counts = recorder.counts
      counters.update { $0.recorder = counts }
    }

    private func perform(_ action: Recorder.Action) {
      switch action {
      case .connect(let connection, let url): connect(connection, url)
      case .send(let connection, let kind, let payload):
        sockets[connection]?.receiver?.send(kind, payload)
      case .disconnect(let connection): disconnect(connection)
      case .ask(let request, let url, let headers):
        rest.get(url: url, headers: headers).whenSuccess { self.handle(.answered(request, $0)) }
      case .readClock:
        let (sample, monotonicNs) = clock.sample()
        handle(.clockRead(sample, monotonicNs: monotonicNs))
      case .report(let report): reports.add(report)
      case .end(let reason):
        ticking?.cancel()
        ticking = nil
        end.withLock { $0 = reason }
      }
    }

    // MARK: - Connections

    private func connect(_ connection: UInt32, _ url: String) {
      guard let address = WebSocketAddress(url) else {
        return loop.execute {
          self.handle(
            .refused(connection, reason: "\(Redaction.url(url)) is no websocket URL", nil))
        }
      }
      let (channel, refusal) = dialer.dial(connection, address, for: self)
      sockets[connection] = Socket(channel: channel)
      refusal.hop(to: loop).whenSuccess { refusal in
        guard let refusal else { return self.sockets[connection]?.receiver?.upgraded() ?? () }
        // The recorder has heard of it if it was given up, or had opened.
        guard let socket = self.sockets[connection], socket.receiver == nil else { return }
        self.sockets[connection] = nil
        self.handle(.refused(connection, reason: refusal.reason, refusal.head))
      }
    }

    private func disconnect(_ connection: UInt32) {
      guard let socket = sockets[connection] else { return }
      if let receiver = socket.receiver { return receiver.disconnect() }
      sockets[connection] = nil
      socket.channel.whenSuccess { $0.close(promise: nil) }
    }

    /// Whether an attempt is still wanted.
    func expects(_ connection: UInt32) -> Bool { sockets[connection] != nil }

    func opened(_ connection: UInt32, _ head: AnswerHead, _ receiver: FrameReceiver) {
      sockets[connection]?.receiver = receiver
      handle(.opened(connection, head))
    }

    func ended(_ connection: UInt32) {
      sockets[connection] = nil
      handle(.ended(connection))
    }
  }
#endif
