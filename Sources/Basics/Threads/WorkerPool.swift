import Dispatch
import Synchronization

/// Work that falls into parts, done on all cores.
enum AllCores {
  /// What `work` answers to each number below `count`, in their order. It returns when all is done.
  static func map<Answer: Sendable>(
    _ count: Int, _ work: @Sendable (Int) -> Answer
  ) -> [Answer] {
    let answers = Mutex([Answer?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { number in
      let answer = work(number)
      answers.withLock { $0[number] = answer }
    }
    return answers.withLock { $0.compactMap(\.self) }
  }
}
