/// Every way of cutting `count` bytes into reads that a stream reader must not care about: whole,
/// byte by byte, in odd sizes, and at seeded random offsets. Each element is a list of lengths.
package func chunkings(of count: Int, seed: UInt64 = 1) -> [[Int]] {
  var ways: [[Int]] = [[count], Array(repeating: 1, count: count)]
  for size in [2, 3, 7, 64, 1021] {
    var lengths = Array(repeating: size, count: count / size)
    if count % size > 0 { lengths.append(count % size) }
    ways.append(lengths)
  }
  var random = SeededRandom(seed: seed)
  for _ in 0..<8 {
    var lengths: [Int] = []
    var left = count
    while left > 0 {
      let length = Int.random(in: 1...min(left, 4096), using: &random)
      lengths.append(length)
      left -= length
    }
    ways.append(lengths)
  }
  return ways.filter { !$0.isEmpty }
}
