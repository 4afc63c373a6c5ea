import Basics
import Foundation
import Market
import Testing

@testable import StrategyTool

struct QuantityTests {
  @Test(
    arguments: [
      ("250ms", 250_000_000), ("1s", 1_000_000_000), ("1h30m", 5_400_000_000_000),
      ("0.5s", 500_000_000), ("7d", 604_800_000_000_000), ("1.25m", 75_000_000_000),
    ] as [(String, Int64)])
  func `a duration reads`(text: String, ns: Int64) {
    #expect(DurationArgument(argument: text)?.ns == ns)
  }

  @Test(arguments: [
    "", "5", "h", "-1s", "1x", "1s ", "0.0000000001s", "999999999d", "1.s", "1..2s",
  ])
  func `no duration`(text: String) {
    #expect(DurationArgument(argument: text) == nil)
  }

  @Test(
    arguments: [
      ("512", 512), ("64K", 65536), ("512M", 512 << 20), ("1G", 1 << 30), ("1.5g", 3 << 29),
      ("2GiB", 2 << 30), ("3MB", 3 << 20),
    ] as [(String, Int64)])
  func `a size reads`(text: String, bytes: Int64) {
    #expect(SizeArgument(argument: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "G", "1X", "-5", "1G1M", "99999999999T"])
  func `no size`(text: String) {
    #expect(SizeArgument(argument: text) == nil)
  }
}

struct TimeArgumentTests {
  @Test(
    arguments: [
      ("2024-08-08T23:54:30.5Z", 1_723_161_270_500_000_000),
      ("2024-08-08T20:54:30.5-03:00", 1_723_161_270_500_000_000),
      ("2024-08-08", 1_723_075_200_000_000_000),
      ("1723161270", 1_723_161_270_000_000_000),
      ("1723161270500", 1_723_161_270_500_000_000),
      ("1723161270500000", 1_723_161_270_500_000_000),
      ("1723161270500000001", 1_723_161_270_500_000_001),
      ("22 May, 2021", 1_621_641_600_000_000_000),
      ("May 22, 2021", 1_621_641_600_000_000_000),
      ("22 may 2021", 1_621_641_600_000_000_000),
    ] as [(String, Int64)])
  func `a time reads`(text: String, ns: Int64) throws {
    #expect(try TimeArgument(argument: text)?.ns() == ns)
  }

  @Test func `a wall time is taken in its zone`() throws {
    let zone = try #require(TimeZone(identifier: "America/Sao_Paulo"))
    let time = try #require(TimeArgument(argument: "2021-05-23 05:30:00"))
    #expect(try time.ns(in: zone) == 1_621_758_600_000_000_000)
  }

  @Test(arguments: [
    "", "yesterday", "2024-13-01", "2023-02-29", "2024-08-08T24:00", "12345", "31 Apr, 2021", "-1",
    "2024-08-08T10:00+99:00", "9223372036854775808", "9999999999", "9999999999999",
    "9999999999999999", "2262-04-11T23:59:00Z",
  ])
  func `no time`(text: String) {
    #expect(TimeArgument(argument: text) == nil)
  }

  @Test func `an instant is written as it is read`() throws {
    #expect(isoText(ns: 1_723_161_270_500_000_001, decimals: 9) == "2024-08-08T23:54:30.500000001Z")
    #expect(isoText(ns: -1, decimals: 0) == "1969-12-31T23:59:59Z")
    #expect(isoText(ns: 951_782_400_000_000_000) == "2000-02-29T00:00:00.000Z")
    #expect(isoText(us: -1) == "1969-12-31T23:59:59.999Z")
    // The last time of a trade; as ns it would leave 64 bits.
    #expect(isoText(us: 253_402_300_799_999_000) == "9999-12-31T23:59:59.999Z")
  }
}

struct NearestTests {
  @Test func `the nearest name is offered with the list`() {
    #expect(
      Nearest.advice(for: "sma-cros", among: ["sma-cross", "buy-and-hold"])
        == "Did you mean 'sma-cross'? Known: sma-cross, buy-and-hold.")
    #expect(Nearest.advice(for: "xyz", among: ["sma-cross"]) == "Known: sma-cross.")
  }
}
