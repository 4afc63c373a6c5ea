/// What faults do to the frames of one connection: hold them back, send them twice, swap them.
///
/// Generic, because it looks at no frame.
struct FrameFilter<Frame: Sendable>: Sendable {
  private struct Held: Sendable {
    var frame: Frame
    var dueNs: Int64
    var bytes: Int
  }

  private var stallUntilNs: Int64 = .min
  private var delayUntilNs: Int64 = .min
  private var delayNs: Int64 = 0
  private var duplicateUntilNs: Int64 = .min
  private var reorderUntilNs: Int64 = .min
  /// In the order in which they will go out.
  private var held: [Held] = []
  /// Waits for the next frame to overtake it.
  private var swapped: (frame: Frame, bytes: Int)?
  private(set) var heldBytes = 0

  mutating func stall(untilNs: Int64) { stallUntilNs = max(stallUntilNs, untilNs) }
  mutating func duplicate(untilNs: Int64) { duplicateUntilNs = max(duplicateUntilNs, untilNs) }
  mutating func reorder(untilNs: Int64) { reorderUntilNs = max(reorderUntilNs, untilNs) }

  mutating func delay(byNs: Int64, untilNs: Int64) {
    delayNs = byNs
    delayUntilNs = max(delayUntilNs, untilNs)
  }

  /// True when frames pass as if it were not there.
  func isIdle(nowNs: Int64) -> Bool {
    let lastNs = max(stallUntilNs, delayUntilNs, duplicateUntilNs, reorderUntilNs)
    return nowNs >= lastNs && held.isEmpty && swapped == nil
  }

  /// Takes a frame; what may go out now is handed to `send`.
  mutating func pass(_ frame: Frame, bytes: Int, nowNs: Int64, _ send: (Frame) -> Void) {
    if nowNs < reorderUntilNs, swapped == nil {
      swapped = (frame, bytes)
      return
    }
    forward(frame, bytes: bytes, nowNs: nowNs, send)
    releaseSwapped(nowNs, send)
  }

  /// Hands out what has waited long enough.
  mutating func release(nowNs: Int64, _ send: (Frame) -> Void) {
    // A frame that waits to be overtaken does not wait for ever.
    if nowNs >= reorderUntilNs { releaseSwapped(nowNs, send) }
    guard nowNs >= stallUntilNs else { return }
    let due = held.prefix { $0.dueNs <= nowNs }
    for frame in due {
      heldBytes -= frame.bytes
      send(frame.frame)
    }
    held.removeFirst(due.count)
  }

  private mutating func releaseSwapped(_ nowNs: Int64, _ send: (Frame) -> Void) {
    guard let (frame, bytes) = swapped else { return }
    swapped = nil
    forward(frame, bytes: bytes, nowNs: nowNs, send)
  }

  private mutating func forward(
    _ frame: Frame, bytes: Int, nowNs: Int64, _ send: (Frame) -> Void
  ) {
    for _ in 0..<(nowNs < duplicateUntilNs ? 2 : 1) {
      let dueNs = nowNs < delayUntilNs ? nowNs + delayNs : nowNs
      if held.isEmpty, dueNs <= nowNs, nowNs >= stallUntilNs {
        send(frame)
      } else {
        held.append(Held(frame: frame, dueNs: max(dueNs, held.last?.dueNs ?? .min), bytes: bytes))
        heldBytes += bytes
      }
    }
  }
}
