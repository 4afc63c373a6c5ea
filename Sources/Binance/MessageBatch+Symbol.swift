import Market

extension MessageBatch {
  /// Reads a string that is a symbol.
  @inline(__always)
  mutating func symbol(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> SymbolID {
    let start = at
    let text = try JSON.string(bytes, &at)
    let count = text.range.count
    guard !text.isEscaped, !text.isForeign, count > 0, count <= MessageDecoder.symbolBytesMax,
      symbols.count < MessageDecoder.symbolsMax
    else { return try rareSymbol(bytes, text, start) }
    return symbols.id(utf8: bytes.extracting(text.range))
  }

  /// A symbol with escapes or with letters beyond ASCII: `币安人生USDT`.
  @inline(never)
  private mutating func rareSymbol(
    _ bytes: borrowing Span<UInt8>, _ text: JSON.Text, _ start: Int
  ) throws(ScanError) -> SymbolID {
    scratch.removeAll(keepingCapacity: true)
    guard text.range.count <= 6 * MessageDecoder.symbolBytesMax else {
      throw ScanError(start, "expected a symbol of at most 64 bytes")
    }
    try JSON.unescape(bytes, text, onto: &scratch)
    return try scratchSymbol(start)
  }

  /// The symbol whose name lies in `scratch`.
  mutating func scratchSymbol(_ start: Int) throws(ScanError) -> SymbolID {
    guard !scratch.isEmpty, scratch.count <= MessageDecoder.symbolBytesMax else {
      throw ScanError(start, "expected a symbol of 1 to 64 bytes")
    }
    guard symbols.count < MessageDecoder.symbolsMax else {
      throw ScanError(start, "expected at most 1048576 different symbols")
    }
    guard (try? UTF8Span(validating: scratch.span)) != nil else {
      throw ScanError(start, "expected a symbol in UTF-8")
    }
    return Self.id(scratch, in: &symbols)
  }

  private static func id(_ name: borrowing [UInt8], in symbols: inout SymbolTable) -> SymbolID {
    symbols.id(utf8: name.span)
  }
}
