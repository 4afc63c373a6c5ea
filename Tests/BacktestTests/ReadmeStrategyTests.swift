import Foundation
import Market
import TestSupport
import Testing

@testable import Backtest

struct BuyTheDip: Strategy {
  var last: Amount?
  mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    if let last, candle.close < last { broker.target(candle.symbol, share: .percent(50)) }
    last = candle.close
  }
}

struct ReadmeStrategyTests {
  @Test func `the strategy of the README is this one, and it compiles`() throws {
    let readme = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "struct BuyTheDip")).lowerBound
    let end = try #require(source.range(of: "\n\nstruct ReadmeStrategyTests")).lowerBound
    #expect(readme.contains(source[start..<end]))
  }
}
