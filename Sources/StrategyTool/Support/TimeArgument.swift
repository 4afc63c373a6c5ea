import ArgumentParser
import Basics
import Foundation
import Market

/// A moment on the command line, before the time zone is known.
struct TimeArgument: ExpressibleByArgument, Equatable {
  private let time: WrittenTime

  init?(argument: String) {
    guard let time = WrittenTime(argument.trimmingCharacters(in: .whitespaces)) else { return nil }
    self.time = time
  }

  /// ns since the epoch; wall times are taken in `zone`.
  func ns(in zone: TimeZone = .gmt) throws -> Int64 {
    let ns = time.ns { seconds in
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
    guard let ns else { throw ToolError("the time is out of range; use years 1970 to 2261") }
    return ns
  }
}
