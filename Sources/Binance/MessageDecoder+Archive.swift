extension MessageDecoder {
  /// Decodes recorded archive rows: one JSON line (`data`, `venue`, `symbol` …), LF, CSV rows.
  package func decodeArchive(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ frame: FrameReference,
    into batch: inout MessageBatch
  ) {
  }
}
