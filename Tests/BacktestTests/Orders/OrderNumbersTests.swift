import TestSupport
import Testing

@testable import Backtest

struct OrderNumbersTests {
  @Test(arguments: [20, 1000]) func `Numbers are found as in a dictionary`(_ openMax: Int) {
    var random = SeededRandom(seed: 3)
    var numbers = OrderNumbers()
    var known: [Int: Int] = [:]
    for number in 1...4000 {
      // Some are given out later than others that follow them, as an exit's is.
      let id = number % 7 == 0 ? number + 40_000 : number
      known[id] = number % 512
      numbers.insert(OrderID(rawValue: id), number % 512)
      if known.count > Int.random(in: 1...openMax, using: &random),
        let gone = known.keys.sorted().randomElement(using: &random)
      {
        known[gone] = nil
        numbers.remove(OrderID(rawValue: gone))
      }
      guard number % 50 == 0 else { continue }
      for id in 1..<number + 3 {
        #expect(numbers.slot(of: OrderID(rawValue: id)) == known[id])
        if id > 400 { break }
      }
      for (id, slot) in known { #expect(numbers.slot(of: OrderID(rawValue: id)) == slot) }
    }
  }
}
