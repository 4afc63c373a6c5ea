package import Binance

/// An answer that refuses: HTTP status, Binance's code and text.
///
/// Codes are the exchange's (errors.md); their texts are what it is known to say, which nobody
/// should rely on.
package struct RestError: Error, Equatable, Sendable {
  package var status: Int
  package var code: ErrorCode
  package var message: String
  /// Seconds to wait, for 429 and 418.
  package var retryAfterS: Int64?

  package init(status: Int = 400, _ code: ErrorCode, _ message: String, retryAfterS: Int64? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.retryAfterS = retryAfterS
  }

  /// `{"code":-1121,"msg":"Invalid symbol."}`
  var body: [UInt8] {
    var body: [UInt8] = []
    body.append(code, message: message)
    return body
  }

  static let badSymbol = RestError(.badSymbol, "Invalid symbol.")
  static let badInterval = RestError(.badInterval, "Invalid interval.")
  static let badCombination = RestError(
    ErrorCode(rawValue: -1128), "Combination of optional parameters invalid.")
  static let noHistory = RestError(
    ErrorCode(rawValue: -1130), "Data sent for parameter 'fromId' is not valid.")
  static let notFound = RestError(
    status: 404, ErrorCode(rawValue: -1000), "No such path: see the server's documentation.")
  static let unsupported = RestError(
    status: 405, ErrorCode(rawValue: -1020), "This operation is not supported.")
  static let serverError = RestError(
    status: 503, ErrorCode(rawValue: -1001),
    "Internal error; unable to process your request. Please try again.")

  static func missing(_ name: String) -> RestError {
    RestError(
      .missingParameter,
      "Mandatory parameter '\(name)' was not sent, was empty/null, or malformed.")
  }

  static func illegal(_ name: String, pattern: String) -> RestError {
    RestError(
      ErrorCode(rawValue: -1100),
      "Illegal characters found in parameter '\(name)'; legal range is '\(pattern)'.")
  }

  static func empty(_ name: String) -> RestError {
    RestError(ErrorCode(rawValue: -1105), "Parameter '\(name)' was empty.")
  }

  static func badValue(_ name: String) -> RestError {
    RestError(
      ErrorCode(rawValue: -1130), "Data sent for parameter '\(name)' is not valid.")
  }

  static func tooManyParameters(read: Int, sent: Int) -> RestError {
    RestError(
      ErrorCode(rawValue: -1101), "Too many parameters; expected '\(read)' and received '\(sent)'.")
  }
}
