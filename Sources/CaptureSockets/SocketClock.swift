#if Network
  import Capture
  import NIOCore
  import Synchronization

  /// The capture's clock on the event loop.
  final class SocketClock: Sendable {
    private let clock: Mutex<CaptureClock>

    init() {
      clock = Mutex(
        CaptureClock(wallNs: MachineClock.wallNs(), monotonicNs: MachineClock.monotonicNs()))
    }

    /// The receive time of what comes now.
    func nowNs() -> Int64 { now().receivedNs }

    /// The same instant by the monotonic clock and as a receive time.
    func now() -> (monotonicNs: Int64, receivedNs: Int64) {
      let monotonicNs = MachineClock.monotonicNs()
      return (monotonicNs, clock.withLock { $0.receivedNs(monotonicNs: monotonicNs) })
    }

    func sample() -> (sample: CaptureClock.Sample, monotonicNs: Int64) {
      let monotonicNs = MachineClock.monotonicNs()
      let wallNs = MachineClock.wallNs()
      return (
        clock.withLock { $0.sample(wallNs: wallNs, monotonicNs: monotonicNs) }, monotonicNs
      )
    }
  }

  /// First in a connection's pipeline: notes when bytes came out of the kernel, so that a frame's time
  /// is that of its last byte's arrival and not of its turn to be decoded.
  final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let clock: SocketClock
    private(set) var arrivedNs: Int64

    init(clock: SocketClock) {
      self.clock = clock
      arrivedNs = clock.nowNs()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      arrivedNs = clock.nowNs()
      context.fireChannelRead(data)
    }
  }
#endif
