import ArgumentParser
import Basics
import Market

/// A span of time on the command line: `250ms`, `1s`, `5m`, `6h`, `30d`, or a sum such as `1h30m`.
struct DurationArgument: ExpressibleByArgument, Equatable {
  let ns: Int64

  private static let units: [(String, Int64)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  init?(argument: String) {
    var rest = Substring(argument)
    var total: Int64 = 0
    repeat {
      guard let (value, suffix) = splitNumber(&rest),
        let unit = Self.units.first(where: { $0.0 == suffix }),
        let ns = scaled(value, by: unit.1)
      else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(ns)
      guard !overflow else { return nil }
      total = sum
    } while !rest.isEmpty
    ns = total
  }

  init(ns: Int64) { self.ns = ns }

  var defaultValueDescription: String { durationText(ns: ns) }
}

/// A number of bytes on the command line: `512`, `64K`, `512M`, `1G` (powers of 1024).
struct SizeArgument: ExpressibleByArgument, Equatable {
  let bytes: Int64

  private static let units: [(String, Int64)] = [
    ("", 1), ("B", 1), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("T", 1 << 40),
  ]

  init?(argument: String) {
    var rest = Substring(argument)
    guard let (value, suffix) = splitNumber(&rest), rest.isEmpty,
      let unit = Self.units.first(where: {
        $0.0 == suffix.uppercased() || $0.0 + "B" == suffix.uppercased()
          || $0.0 + "IB" == suffix.uppercased()
      }),
      let bytes = scaled(value, by: unit.1)
    else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String {
    let unit = Self.units.last { bytes % $0.1 == 0 && bytes >= $0.1 } ?? ("", 1)
    return "\(bytes / unit.1)\(unit.0)"
  }
}

/// Takes a decimal number and the letters after it from the front of a text.
private func splitNumber(_ text: inout Substring) -> (number: Substring, suffix: String)? {
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  guard !number.isEmpty else { return nil }
  let rest = text.dropFirst(number.count)
  let suffix = rest.prefix { $0.isLetter }
  text = rest.dropFirst(suffix.count)
  return (number, String(suffix))
}

/// An exact decimal times a whole unit; nil if it overflows or leaves a fraction of one.
private func scaled(_ number: Substring, by unit: Int64) -> Int64? {
  let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts[0].count <= 19, let whole = Int64(parts[0]) else { return nil }
  var total = Int128(whole) * Int128(unit)
  if parts.count == 2 {
    guard (1...15).contains(parts[1].count), let fraction = Int64(parts[1]) else { return nil }
    let one = parts[1].reduce(Int128(1)) { one, _ in one * 10 }
    let (quotient, remainder) = (Int128(fraction) * Int128(unit))
      .quotientAndRemainder(dividingBy: one)
    guard remainder == 0 else { return nil }
    total += quotient
  }
  return Int64(exactly: total)
}
