#if Network
  import Capture
  import NIOCore

  /// Holds a socket's reading back while the disk has fallen behind; see `ReadPressure`. Of the event loop
  /// alone.
  final class ReadGate {
    private let intake: FrameIntake
    private var pressure = ReadPressure()
    private var isClosed = false

    private static let look = TimeAmount.milliseconds(1)

    init(intake: FrameIntake) { self.intake = intake }

    /// At the end of a read: leaves what comes to the network until the log has caught up, or for as long
    /// as that may take.
    func pauseIfPressed(_ channel: any Channel) {
      guard !isClosed, shouldPause else { return }
      isClosed = true
      channel.setOption(.autoRead, value: false).whenFailure { _ in }
      let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
      channel.eventLoop.scheduleRepeatedTask(initialDelay: Self.look, delay: Self.look) {
        guard !bound.value.shouldPause || !channel.isActive else { return }
        $0.cancel()
        bound.value.isClosed = false
        channel.setOption(.autoRead, value: true).whenFailure { _ in }
      }
    }

    private var shouldPause: Bool {
      pressure.shouldPause(isPressed: intake.isPressed, nowNs: MachineClock.monotonicNs())
    }
  }
#endif
