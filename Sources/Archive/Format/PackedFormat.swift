/// The constants of a packed block: the same header as a gzip member's, behind another magic, and
/// columns in place of the deflated text.
///
/// ```
///  0  93 54 44 50 0d 0a 1a 0a  "TDP", then bytes that a text transfer would change
///  8  00 …                     eight zeros
/// 16  the header's values, as in `BlockFormat`; their CRC32 ends at 66
/// 66  the body: one byte that says what it is, then
///     0: the records, deflated
///     1: directory bytes (4), inflated (4), the directory deflated, the columns
/// −8  CRC32 of the records (4), CRC32 of the body (4)
/// ```
package enum PackedFormat {
  /// What a body is.
  enum Body {
    static let text: UInt8 = 0
    static let columns: UInt8 = 1
  }

  /// Raw bytes of a packed block, unless one member of the source has more.
  package static let blockRawBytesWanted = 1 << 20
  /// Blocks with more raw bytes keep their text: a huge body has few fields.
  static let columnsRawBytesMax = 4 << 20
  /// Templates of one block.
  static let templatesMax = 1 << 16
  /// Fields of all templates of a block together, those of runs' elements included.
  static let templateFieldsMax = 1 << 17
  /// Columns that a block may write as `ColumnMode.remembered`: each costs memory.
  static let rememberedColumnsMax = 16
  /// Bytes of a directory, inflated, for blocks of so many raw bytes.
  static func directoryBytesMax(rawBytes: Int) -> Int { 4 * rawBytes + (64 << 10) }
  /// Fields of a template, and of one element of a run.
  static let fieldsMax = 48
  static let elementFieldsMax = 32
  /// Fields of a template and of all its runs' elements.
  static let fieldsOfTemplateMax = fieldsMax * (elementFieldsMax + 1)
  /// Bytes of an element's text.
  static let elementBytesMax = 1024
  /// Digits of a number that becomes a field: its units fit 64 bits, and so do differences.
  static let digitsMax = 18
  static let valueBound: Int64 = 1_000_000_000_000_000_000
  /// Groups with fewer rows, and fewer values in each run, do without columns of their own.
  static let columnRowsMin = 16
  static let columnElementsMin = 128
  /// Bytes of one value, as `Varint` writes it; a field takes at least one byte of the records.
  static let varintBytesMax = 10
  /// Members that one packed block stands for.
  static let membersMax = 1 << 16
}
