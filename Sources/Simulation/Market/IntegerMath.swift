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
