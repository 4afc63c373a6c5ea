/// Rebuilds the records of blocks that are packed in columns. One per thread; its buffers are reused.
///
/// The module Archive has the one that there is. A recording is opened with its type, so that every
/// reader of blocks reads packed ones too, and this module need not know how they are packed.
package protocol PackedBlockDecoding: AnyObject, SendableMetatype {
  init()

  /// Rebuilds a block's records and checks them.
  ///
  /// - Parameters:
  ///   - block: the whole block.
  ///   - header: its header, decoded.
  ///   - raw: room for as many bytes as the header promises, and `BlockFormat.packedSlackBytes` more.
  func decode(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader,
    into raw: UnsafeMutableBufferPointer<UInt8>
  ) throws(BlockDataError)
}
