/// A decimal number in a text, if its units and decimals give back the same text: no leading zero,
/// at most eighteen digits. Digits that a letter follows are no number: `1000SHIBUSDT` and `1m` are
/// names.
struct Number {
  let units: Int64
  let decimals: UInt8
  let end: Int

  /// The number that begins at `at`, if the byte ahead lets a number begin there.
  @inline(__always)
  init?(_ bytes: borrowing Span<UInt8>, at: Int, from start: Int, to end: Int) {
    if at > start, !beginsField(bytes[at &- 1]) {
      guard bytes[at &- 1] == UInt8(ascii: "-"), at &- 1 > start, beginsField(bytes[at &- 2])
      else { return nil }
    }
    self.init(bytes, at: at, to: end)
  }

  @inline(__always)
  init?(_ bytes: borrowing Span<UInt8>, at: Int, to end: Int) {
    var units: UInt64 = 0
    var next = at
    while next < end {
      let digit = bytes[next] &- 0x30
      guard digit <= 9 else { break }
      units = units &* 10 &+ UInt64(digit)
      next &+= 1
    }
    let whole = next &- at
    guard whole > 0, whole <= PackedFormat.digitsMax, whole == 1 || bytes[at] != 0x30 else {
      return nil
    }
    var decimals = 0
    if next < end, bytes[next] == UInt8(ascii: ".") {
      let first = next &+ 1
      var last = first
      while last < end {
        let digit = bytes[last] &- 0x30
        guard digit <= 9 else { break }
        units = units &* 10 &+ UInt64(digit)
        last &+= 1
      }
      decimals = last &- first
      guard whole &+ decimals <= PackedFormat.digitsMax else { return nil }
      if decimals > 0 { next = last }
    }
    guard next == end || (bytes[next] | 0x20) &- UInt8(ascii: "a") > 25 else { return nil }
    self.units = Int64(truncatingIfNeeded: units)
    self.decimals = UInt8(truncatingIfNeeded: decimals)
    self.end = next
  }

  /// The position behind a run of digits.
  static func skip(_ bytes: borrowing Span<UInt8>, _ start: Int, to end: Int) -> Int {
    var at = start
    while at < end, bytes[at] &- 0x30 <= 9 { at &+= 1 }
    return at
  }
}

/// `true`, `false`, `True` or `False` as it stands in a text.
struct Flag {
  let value: Int64
  let mark: UInt8
  let end: Int

  @inline(__always)
  init?(_ bytes: borrowing Span<UInt8>, at: Int, from start: Int, to end: Int) {
    guard at > start, beginsField(bytes[at &- 1]), bytes[at &- 1] != UInt8(ascii: "\"") else {
      return nil
    }
    self.init(bytes, at: at, to: end)
  }

  @inline(__always)
  init?(_ bytes: borrowing Span<UInt8>, at: Int, to end: Int) {
    guard at &+ 4 <= end else { return nil }
    let isLower = bytes[at] & 0x20 != 0
    let first = bytes[at] | 0x20
    if first == UInt8(ascii: "t"), bytes[at &+ 1] == UInt8(ascii: "r"),
      bytes[at &+ 2] == UInt8(ascii: "u"), bytes[at &+ 3] == UInt8(ascii: "e")
    {
      value = 1
      self.end = at &+ 4
    } else if first == UInt8(ascii: "f"), at &+ 5 <= end, bytes[at &+ 1] == UInt8(ascii: "a"),
      bytes[at &+ 2] == UInt8(ascii: "l"), bytes[at &+ 3] == UInt8(ascii: "s"),
      bytes[at &+ 4] == UInt8(ascii: "e")
    {
      value = 0
      self.end = at &+ 5
    } else {
      return nil
    }
    mark = isLower ? TemplateMark.flag : TemplateMark.capitalFlag
  }
}

@inline(__always)
private func beginsField(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "\""), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["),
    UInt8(ascii: " "), UInt8(ascii: "\n"):
    true
  default: false
  }
}
