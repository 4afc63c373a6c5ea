/// Where those values of an object lie that show what it is. The object is read as a whole for it;
/// of a key that comes twice the last one counts.
struct Outline {
  /// `e`, as a name, and where it lies.
  var event: (name: Word, at: Int)?
  var stream: JSON.Text?
  /// `data` of a combined frame.
  var data: Int?
  /// `event` of the websocket API: a message within.
  var inner: Int?
  var error: Int?
  var code: Int?
  var msg: Int?
  var result: Int?
  var id: Int?
  var status: Int?
  private var seen: UInt16 = 0

  /// `{"lastUpdateId":…,"bids":[…],"asks":[…]}`: partial depth of spot.
  var hasBook: Bool { seen & 7 == 7 }

  /// `{"u":…,"s":…,"b":…,"B":…,"a":…,"A":…}`: spot's best bid and ask.
  var hasTicker: Bool { seen >> 3 == 63 }

  /// Reads an object and moves behind it.
  init(_ payload: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) {
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      if key.letter != 0 {
        try readLetter(key.letter, payload, at)
      } else {
        try readName(key.name(payload), payload, at)
      }
      try JSON.skip(payload, &at)
      key = try JSON.nextKey(payload, &at)
    }
  }

  private mutating func readLetter(
    _ letter: UInt8, _ payload: borrowing Span<UInt8>, _ at: Int
  ) throws(ScanError) {
    switch letter {
    case UInt8(ascii: "e") where JSON.byte(payload, at) == UInt8(ascii: "\""):
      var end = at
      event = (try JSON.word(payload, &end), at)
    case UInt8(ascii: "u"): seen |= 1 << 3
    case UInt8(ascii: "s"): seen |= 1 << 4
    case UInt8(ascii: "b"): seen |= 1 << 5
    case UInt8(ascii: "B"): seen |= 1 << 6
    case UInt8(ascii: "a"): seen |= 1 << 7
    case UInt8(ascii: "A"): seen |= 1 << 8
    default: break
    }
  }

  private mutating func readName(
    _ name: Word, _ payload: borrowing Span<UInt8>, _ at: Int
  ) throws(ScanError) {
    switch name {
    case Word("stream") where JSON.byte(payload, at) == UInt8(ascii: "\""):
      var end = at
      stream = try JSON.string(payload, &end)
    case Word("data"): data = at
    case Word("event"): inner = at
    case Word("error"): error = at
    case Word("code"): code = at
    case Word("msg"): msg = at
    case Word("result"): result = at
    case Word("id"): id = at
    case Word("status"): status = at
    case Word("lastUpdateId"): seen |= 1
    case Word("bids"): seen |= 2
    case Word("asks"): seen |= 4
    default: break
    }
  }
}
