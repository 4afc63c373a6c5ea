import Glibc

/// Hours of capture in virtual time, while everything goes wrong: `Soak SEED HOURS FAULT-SECONDS [SEEDS]`.
///
/// Prints one line for each seed, and exits with 1 if a trade is unaccounted for or a book that claims to be joined is not
/// the exchange's.
@main
enum Soak {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().compactMap { Int64($0) }
    guard arguments.count == CommandLine.arguments.count - 1, (3...4).contains(arguments.count),
      let seed = UInt64(exactly: arguments[0]), arguments[1] > 0, arguments[2] > 0
    else {
      print("usage: Soak SEED HOURS FAULT-SECONDS [SEEDS]")
      exit(2)
    }
    let seeds = arguments.count > 3 ? UInt64(clamping: arguments[3]) : 1
    var hasFailed = false
    for seed in seed..<(seed + seeds) {
      let run = try SoakRun(seed: seed, faultEveryMs: arguments[2] * 1000)
      run.go(ms: arguments[1] * 3_600_000)
      let (line, problems) = run.verdict()
      print("seed \(seed): \(line)")
      for problem in problems.prefix(20) { print("  FAILED \(problem)") }
      hasFailed = hasFailed || !problems.isEmpty
      fflush(nil)
    }
    if hasFailed { exit(1) }
  }
}
