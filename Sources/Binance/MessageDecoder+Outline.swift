extension MessageDecoder {
  /// Decodes a frame whose first bytes do not tell its kind: it is read as a whole first.
  @inline(never)
  func decodeOutlined(
    _ payload: borrowing Span<UInt8>, _ frame: FrameReference, _ batch: inout MessageBatch
  ) {
    batch.addMalformed(ScanError(0, "not yet"), payload, frame, .stream)
  }
}
