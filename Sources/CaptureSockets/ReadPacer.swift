#if Network
  import Capture
  import NIOCore

  /// Lets the event loop rest once all sockets that had something are read; see `GatherPace`.
  ///
  /// The thread sleeps: pausing the sockets and starting a timer would cost more than the reads that it
  /// saves. Of the event loop alone.
  final class ReadPacer {
    private let loop: any EventLoop
    private let isOn: Bool
    private var pace = GatherPace()
    private var willRest = false

    init(loop: any EventLoop, isOn: Bool) {
      self.loop = loop
      self.isOn = isOn
    }

    func readEnded(frames: Int, bytes: Int) {
      guard isOn,
        pace.shouldRest(frames: frames, bytes: bytes, nowNs: MachineClock.monotonicNs()),
        !willRest
      else { return }
      willRest = true
      let bound = NIOLoopBound(self, eventLoop: loop)
      // The loop's tasks come after its sockets.
      loop.execute {
        bound.value.willRest = false
        pause(microseconds: UInt32(CaptureLimits.gatherNs / 1000))
      }
    }
  }
#endif
