/// Writes an instant for people: ISO 8601 in UTC, as many decimals as asked.
package func isoText(ns: Int64, decimals: Int = 3) -> String {
  isoText(ns, perSecond: 1_000_000_000, decimals)
}

/// The same of µs, which reach further than 64 bits of ns do.
package func isoText(us: Int64, decimals: Int = 3) -> String {
  isoText(us, perSecond: 1_000_000, decimals)
}

private func isoText(_ time: Int64, perSecond: Int64, _ decimals: Int) -> String {
  let perDay = 86_400 * perSecond
  let day = floorDivide(time, perDay)
  // The product may lie below what 64 bits hold, the difference cannot.
  let (date, ofDay) = (CivilDate(epochDay: day), time &- day &* perDay)
  let seconds = ofDay / perSecond
  let fraction = (ofDay % perSecond).padded(perSecond == 1_000_000 ? 6 : 9).prefix(decimals)
  return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))T"
    + "\((seconds / 3600).padded(2)):\((seconds / 60 % 60).padded(2)):\((seconds % 60).padded(2))"
    + (decimals > 0 ? ".\(fraction)Z" : "Z")
}

/// Writes a span of time in the largest unit that fits it without a remainder: `250ms`, `6h`.
package func durationText(ns: Int64) -> String {
  let units: [(name: String, ns: Int64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]
  let unit = units.last { ns % $0.ns == 0 } ?? units[0]
  return ns == 0 ? "0s" : "\(ns / unit.ns)\(unit.name)"
}
