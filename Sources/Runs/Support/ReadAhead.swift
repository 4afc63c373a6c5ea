import Dispatch
import Synchronization

/// Makes things on a thread of its own, a few ahead of whoever uses them, and hands them over in
/// order.
enum ReadAhead {
  private static let aheadMax = 8

  /// `make` runs on a thread of its own. It is given a function by which it hands over one item
  /// after another, and stops when that throws.
  ///
  /// Returns when both sides have ended; throws what either has thrown.
  static func run<Item: Sendable>(
    _ make: @escaping @Sendable (_ hand: (Item) throws -> Void) throws -> Void,
    use: (Item) throws -> Void
  ) throws {
    let channel = Channel<Item>(room: aheadMax)
    let maker = DispatchGroup()
    DispatchQueue(label: "tapedeck.read-ahead").async(group: maker) {
      do {
        try make { try channel.put($0) }
        channel.end(nil)
      } catch {
        channel.end(error)
      }
    }
    do {
      while let item = try channel.take() { try use(item) }
      maker.wait()
    } catch {
      channel.stop()
      maker.wait()
      throw error
    }
  }
}

/// A row of things between two threads, of bounded length.
private final class Channel<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item] = []
    var isStopped = false
    var isEnded = false
    var failure: (any Error)?
  }

  /// The other side has gone.
  private struct Stopped: Error {}

  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: 0)
  private let arrivals = DispatchSemaphore(value: 0)

  init(room count: Int) {
    // Signalled, not made with it: a semaphore may not end below its first value.
    for _ in 0..<count { room.signal() }
  }

  func put(_ item: Item) throws {
    room.wait()
    try state.withLock { state in
      if state.isStopped { throw Stopped() }
      state.items.append(item)
    }
    arrivals.signal()
  }

  func end(_ failure: (any Error)?) {
    state.withLock { state in
      state.isEnded = true
      state.failure = failure
    }
    arrivals.signal()
  }

  /// The next; nil at the end.
  func take() throws -> Item? {
    arrivals.wait()
    let item = try state.withLock { state -> Item? in
      if !state.items.isEmpty { return state.items.removeFirst() }
      if let failure = state.failure { throw failure }
      return nil
    }
    room.signal()
    return item
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    room.signal()
  }
}
