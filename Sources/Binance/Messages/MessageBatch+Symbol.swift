import Market

extension MessageBatch {
  /// Reads a string that is a symbol.
  @inline(__always)
  mutating func symbol(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> SymbolID {
    // The fast path of most messages: the symbol of the message before, which fits eight bytes with
    // its quote.
    if at &+ 9 <= bytes.count, bytes[at] == UInt8(ascii: "\"") {
      let word = EightBytes.load(bytes, at &+ 1)
      let stops = EightBytes.stops(word)
      let count = stops.trailingZeroBitCount &>> 3
      if stops != 0, count > 0, word & EightBytes.mask(count) == symbolCache.lastName,
        bytes[at &+ 1 &+ count] == UInt8(ascii: "\"")
      {
        at &+= count &+ 2
        return symbolCache.lastId
      }
    }
    let (id, end) = try anySymbol(bytes, at)
    at = end
    return id
  }

  /// Any symbol; those of up to sixteen ASCII letters are kept in the cache.
  @inline(never)
  private mutating func anySymbol(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> (id: SymbolID, end: Int) {
    var at = start
    let text = try JSON.string(bytes, &at)
    let word = Word(bytes, text.range)
    guard !text.isEscaped, !text.isForeign, word != .other else {
      return (try tableSymbol(bytes, text, start), at)
    }
    let slot = SymbolCache.slot(word)
    let known = symbolCache[slot, word]
    let id = if let known { known } else { try tableSymbol(bytes, text, start) }
    symbolCache.keep(slot, word, id)
    return (id, at)
  }

  /// A symbol that the cache does not hold, or one with escapes or letters beyond ASCII, as
  /// `币安人生USDT`.
  @inline(never)
  private mutating func tableSymbol(
    _ bytes: borrowing Span<UInt8>, _ text: JSON.Text, _ start: Int
  ) throws(ScanError) -> SymbolID {
    // An escape takes at most six bytes for one of the name.
    guard text.range.count <= 6 * MessageDecoder.symbolBytesMax else {
      throw ScanError(start, .symbolLength)
    }
    scratch.removeAll(keepingCapacity: true)
    try JSON.unescape(bytes, text, onto: &scratch)
    return try scratchSymbol(start)
  }

  /// The symbol whose name lies in `scratch`.
  mutating func scratchSymbol(_ start: Int) throws(ScanError) -> SymbolID {
    guard !scratch.isEmpty, scratch.count <= MessageDecoder.symbolBytesMax else {
      throw ScanError(start, .symbolLength)
    }
    guard symbols.count < MessageDecoder.symbolsMax else { throw ScanError(start, .symbolCount) }
    guard (try? UTF8Span(validating: scratch.span)) != nil else {
      throw ScanError(start, .symbolUTF8)
    }
    return Self.id(scratch, in: &symbols)
  }

  /// The symbol of a stream's name: its ASCII letters in upper case, others as they are.
  mutating func upperCaseSymbol(
    _ bytes: borrowing Span<UInt8>, _ name: Range<Int>
  ) throws(ScanError) -> SymbolID {
    guard name.count <= MessageDecoder.symbolBytesMax else {
      throw ScanError(name.lowerBound, .symbolLength)
    }
    scratch.removeAll(keepingCapacity: true)
    for index in name {
      let byte = bytes[index]
      let isLower = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
      scratch.append(isLower ? byte - 32 : byte)
    }
    return try scratchSymbol(name.lowerBound)
  }

  /// The symbol of a continuous kline: pair, underscore, contract type.
  mutating func continuousSymbol(
    _ bytes: borrowing Span<UInt8>, _ pair: JSON.Text, _ contract: JSON.Text
  ) throws(ScanError) -> SymbolID {
    scratch.removeAll(keepingCapacity: true)
    guard pair.range.count + contract.range.count <= 6 * MessageDecoder.symbolBytesMax else {
      throw ScanError(pair.range.lowerBound, .symbolLength)
    }
    try JSON.unescape(bytes, pair, onto: &scratch)
    scratch.append(UInt8(ascii: "_"))
    try JSON.unescape(bytes, contract, onto: &scratch)
    return try scratchSymbol(pair.range.lowerBound)
  }

  private static func id(_ name: borrowing [UInt8], in symbols: inout SymbolTable) -> SymbolID {
    symbols.id(utf8: name.span)
  }
}
