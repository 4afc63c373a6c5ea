/// `value` × 2^(`exponentQ16` / 65536), for exponents below 40 and results that fit an `Int64`.
///
/// The fraction uses 2^f ≈ 1 + f × (0.6565 + f × 0.3435), good to 0.3 %.
func scaledByPowerOfTwo(_ value: Int64, exponentQ16: Int64) -> Int64 {
  let fraction = exponentQ16 & 0xFFFF
  let factor = 65_536 + ((fraction * (43_024 + ((fraction * 22_512) >> 16))) >> 16)
  return ((value << (exponentQ16 >> 16)) * factor) >> 16
}

/// The largest whole number whose square is at most `value`.
func squareRoot(_ value: Int64) -> Int64 {
  guard value > 1 else { return max(0, value) }
  var guess: Int64 = 1 << ((65 - Int64(value.leadingZeroBitCount)) / 2)
  while true {
    let better = (guess + value / guess) / 2
    if better >= guess { return guess }
    guess = better
  }
}

/// 10 to the power of `exponent`, 0...18.
func powerOfTen(_ exponent: Int) -> Int64 {
  var result: Int64 = 1
  for _ in 0..<exponent { result *= 10 }
  return result
}

/// The days since 1970-01-01 as a date of the proleptic Gregorian calendar
/// (Howard Hinnant's `civil_from_days`).
func civilDate(epochDay: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let shifted = epochDay + 719_468
  let era = floorDivide(shifted, 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

/// Division that rounds towards minus infinity.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return rest < 0 ? quotient - 1 : quotient
}
