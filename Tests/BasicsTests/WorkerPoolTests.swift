import Basics
import Foundation
import Synchronization
import TestSupport
import Testing

struct WorkerPoolTests {
  private struct Failure: Error, Equatable { let number: Int }

  /// Squares the numbers below `count`, some of them slowly.
  private func squares(
    _ count: Int, workers: Int, work: @escaping @Sendable (Int) throws -> Void = { _ in },
    take: (Int) throws -> Bool
  ) throws {
    var numbers = (0..<count).makeIterator()
    try WorkerPool.run(
      workers: workers, output: { 0 },
      worker: {
        var sum = 0
        return { (number: Int, square: inout Int) in
          try work(number)
          for step in 0..<(number % 7 == 0 ? 50_000 : 10) { sum &+= step }
          square = number * number + (sum == -1 ? 1 : 0)
        }
      },
      next: { numbers.next() }, take: { try take($0) })
  }

  @Test(arguments: [1, 2, 5])
  func `outputs come in the order of the jobs`(workers: Int) throws {
    for count in [0, 1, 2, 3, 500] {
      var taken: [Int] = []
      try squares(count, workers: workers) { square in
        taken.append(square)
        return true
      }
      #expect(taken == (0..<count).map { $0 * $0 })
    }
  }

  @Test func `it ends when the taker has enough`() throws {
    var taken = 0
    try squares(1_000_000, workers: 3) { _ in
      taken += 1
      return taken < 10
    }
    #expect(taken == 10)
  }

  @Test func `what a job throws comes when its turn has come`() throws {
    var taken: [Int] = []
    #expect(throws: Failure(number: 20)) {
      try squares(
        100, workers: 3, work: { if $0 >= 20 { throw Failure(number: $0) } },
        take: { square in
          taken.append(square)
          return true
        })
    }
    #expect(taken.count == 20)
  }

  @Test func `what the next job's giver throws comes behind the jobs before`() throws {
    var (given, taken) = (0, [Int]())
    #expect(throws: Failure(number: 11)) {
      try WorkerPool.run(
        workers: 3, output: { 0 },
        worker: { { (number: Int, output: inout Int) in output = number } },
        next: {
          given += 1
          if given == 11 { throw Failure(number: given) }
          return given
        },
        take: {
          taken.append($0)
          return true
        })
    }
    #expect(taken == Array(1...10))
  }

  @Test func `what the caller throws ends the workers first`() throws {
    let running = Mutex(0)
    #expect(throws: Failure(number: 3)) {
      try squares(
        1000, workers: 4,
        work: { _ in
          running.withLock { $0 += 1 }
          sched_yield()
          running.withLock { $0 -= 1 }
        },
        take: { square in
          if square == 9 { throw Failure(number: 3) }
          return true
        })
    }
    #expect(running.withLock { $0 } == 0)
  }

  @Test func `outputs are used again`() throws {
    var numbers = (0..<100).makeIterator()
    var made = 0
    try WorkerPool.run(
      workers: 2,
      output: {
        made += 1
        return [Int]()
      },
      worker: { { (number: Int, output: inout [Int]) in output = [number] } },
      next: { numbers.next() }, take: { !$0.isEmpty })
    #expect(made == 4)
  }

  @Test func `answers to all numbers on all cores`() {
    #expect(WorkerPool.map(0) { $0 } == [])
    #expect(WorkerPool.map(1000) { -$0 } == (0..<1000).map { -$0 })
  }
}
