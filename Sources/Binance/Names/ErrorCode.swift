/// A code of Binance's error answers: codes are stable, their texts are not.
package struct ErrorCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let tooManyRequests = ErrorCode(rawValue: -1003)
  package static let missingParameter = ErrorCode(rawValue: -1102)
  package static let badInterval = ErrorCode(rawValue: -1120)
  package static let badSymbol = ErrorCode(rawValue: -1121)
}
