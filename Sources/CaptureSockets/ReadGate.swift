#if Network
  import Capture
  import NIOCore

  /// Holds a socket's reading back while the disk has fallen behind; see `ReadPressure`. Of the event loop
  /// alone.
  final class ReadGate {
    private let intake: FrameIntake
    private var pressure = ReadPressure()
    /// While reading is held back.
    private var looking: RepeatedTask?
    private var staysOpen = false

    private static let look = TimeAmount.milliseconds(1)

    init(intake: FrameIntake) { self.intake = intake }

    /// At the end of a read: leaves what comes to the network until the log has caught up, or for as long
    /// as that may take.
    func pauseIfPressed(_ channel: any Channel) {
      guard !staysOpen, looking == nil, shouldPause else { return }
      channel.setOption(.autoRead, value: false).whenFailure { _ in }
      let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
      looking = channel.eventLoop.scheduleRepeatedTask(
        initialDelay: Self.look, delay: Self.look
      ) { _ in
        if !bound.value.shouldPause || !channel.isActive { bound.value.open(channel) }
      }
    }

    /// Holds nothing back any more, and what it holds back now is read.
    func stayOpen(_ channel: any Channel) {
      staysOpen = true
      open(channel)
    }

    private func open(_ channel: any Channel) {
      guard let looking else { return }
      looking.cancel()
      self.looking = nil
      channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    private var shouldPause: Bool {
      pressure.shouldPause(isPressed: intake.isPressed, nowNs: MachineClock.monotonicNs())
    }
  }
#endif
