/// One frame: the bytes that came over a connection at one moment, or what the recorder notes of
/// itself. Live frames and recorded ones are the same from here on.
///
/// It does not own its bytes: it lives as long as the memory that they lie in, so that no frame is
/// copied and none allocates.
package struct Frame: ~Escapable {
  /// When it was received, ns since the Unix epoch, by the recorder's clock.
  package let receivedNs: Int64
  /// The connection's number within the session.
  package let connection: UInt32
  package let kind: FrameKind
  /// It was received before the range asked for, and is there only to say which connections are
  /// open.
  package let isContext: Bool
  package let payload: Span<UInt8>
  package let location: FrameLocation

  @_lifetime(copy payload)
  package init(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: Span<UInt8>,
    location: FrameLocation = FrameLocation(), isContext: Bool = false
  ) {
    self.receivedNs = receivedNs
    self.connection = connection
    self.kind = kind
    self.isContext = isContext
    self.payload = payload
    self.location = location
  }

  /// A frame of a record that was read from `bytes`.
  @_lifetime(copy bytes)
  package init(
    _ record: RecordHeader, in bytes: Span<UInt8>, at location: FrameLocation,
    isContext: Bool = false
  ) {
    self.init(
      receivedNs: record.receivedNs, connection: record.connection, kind: record.kind,
      payload: bytes.extracting(record.payload), location: location, isContext: isContext)
  }
}

/// Where a frame lies in a recording: the evidence behind a trade or a fill.
///
/// Numbers alone, so that it costs nothing to pass on; `Recording.text(of:)` has the words.
package struct FrameLocation: Equatable, Sendable {
  /// Index in `Recording.segments`; of a live frame it has no meaning.
  package var segment = 0
  package var blockNumber = 0
  /// Byte offset of the block in its segment.
  package var blockOffset: Int64 = 0
  /// Number of the block's first record in its session.
  package var firstSequence: Int64 = 0
  /// The record's ordinal in its block.
  package var record: Int32 = 0

  package init() {}

  /// The record's number in its session.
  package var sequence: Int64 { firstSequence + Int64(record) }
}

extension BlockLocation {
  /// Where the frame at an ordinal of the block lies.
  package func frame(_ record: Int) -> FrameLocation {
    var location = FrameLocation()
    location.segment = segment
    location.blockNumber = header.blockNumber
    location.blockOffset = fileOffset
    location.firstSequence = header.firstSequence
    location.record = Int32(clamping: record)
    return location
  }
}

extension Recording {
  /// For people: the segment, the block with its byte offset in the file, and the record.
  package func text(of location: FrameLocation) -> String {
    "\(segments[location.segment].name), block \(location.blockNumber) at byte "
      + "\(location.blockOffset), record \(location.sequence)"
  }
}
