extension MessageDecoder {
  /// Decodes a recorded HTTP answer: one JSON line (`method`, `url`, `status` …), LF, the body.
  package func decodeResponse(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ frame: FrameReference,
    into batch: inout MessageBatch
  ) {
  }
}
