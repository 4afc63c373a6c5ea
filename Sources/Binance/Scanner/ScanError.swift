/// Why bytes were refused, and where. It holds no memory, so the fast path pays nothing for it.
struct ScanError: Error, Equatable {
  /// Offset in the bytes scanned, where reading stopped.
  var offset: Int
  var problem: ScanProblem

  init(_ offset: Int, _ problem: ScanProblem) {
    self.offset = offset
    self.problem = problem
  }
}

/// What was expected or exceeded.
enum ScanProblem: String {
  case object = "expected {"
  case container = "expected { or ["
  case array = "expected ["
  case key = "expected a key in quotes"
  case colon = "expected : behind a key"
  case memberEnd = "expected , or } behind a value"
  case elementEnd = "expected , or ] behind a value"
  case end = "expected the end of the message"
  case value = "expected a value"
  case depth = "expected at most 64 open brackets"
  case literal = "expected true, false or null"
  case bool = "expected true or false"
  case digit = "expected a digit"
  case integer = "expected an integer"
  case leadingZero = "expected no leading zero"
  case integerRange = "expected an integer of at most 64 bits"
  case string = "expected a string in quotes"
  case stringEnd = "expected the end of a string"
  case control = "expected no control character in a string"
  case escape = "expected a known escape behind \\"
  case hexDigits = "expected four hex digits behind \\u"
  case surrogates = "expected a whole surrogate pair"
  case amount = "expected a decimal number, not negative"
  case amountQuotes = "expected a decimal number in quotes, not negative"
  case amountEnd = "expected the end of a decimal number"
  case amountRange = "expected at most 92233720368.54775807"
  case amountLength = "expected a number of at most 64 characters"
  case decimals = "expected at most eight decimals that are not 0"
  case time = "expected a time in ms or µs since 1970"
  case openTime = "expected an open time of whole ms"
  case timeUnit = "expected a time in the unit of the first"
  case id = "expected an id from 0 to 2^62"
  case count = "expected a count from 0 to 2^62"
  case tradeIds = "expected trade ids from 0 to 2^62, the first not behind the last"
  case symbolLength = "expected a symbol of 1 to 64 bytes"
  case symbolUTF8 = "expected a symbol in UTF-8"
  case symbolCount = "expected at most 1048576 different symbols"
  case interval = "expected one of Binance's sixteen intervals"
  case closeTime = "expected a close time that is not before the open time"
  case candlePrices = "expected prices above 0, none above the high or below the low"
  case response = "expected a line of JSON with url and status, then the body"
  case archive = "expected a line of JSON with data and symbol, then rows"
  case columns = "expected the columns of this kind of row"
  case missingSymbol = "expected the key s (symbol)"
  case missingPrice = "expected the key p (price)"
  case missingQuantity = "expected the key q (quantity)"
  case missingTime = "expected the key T (time)"
  case missingSide = "expected the key m (buyer is maker)"
  case missingId = "expected the key of the id"
  case missingFirst = "expected the key f (first trade id)"
  case missingLast = "expected the key l (last trade id)"
  case missingKline = "expected all keys of a kline"
  case missingTicker = "expected the keys u, s, b, B, a and A"
  case missingDepth = "expected the update id and both sides of the book"
  case missingInfo = "expected the symbol's name and filters"
  /// Not reported: the message is of another kind than its first bytes said, so it is read again as
  /// a whole.
  case kindChanged = "expected one kind"
  case tooLong = "expected at most 1 GiB"
}

extension ScanError {
  static var kindChanged: ScanError { ScanError(-1, .kindChanged) }
}
