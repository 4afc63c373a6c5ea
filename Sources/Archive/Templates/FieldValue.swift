/// Makes values of a column's codes. Values stay within their bounds whatever the codes are.
enum FieldValue {
  @inline(__always)
  static func plain(_ code: UInt64, _ power: Int64) throws(PackedError) -> Int64 {
    let (value, overflow) = code.multipliedReportingOverflow(by: UInt64(power))
    guard !overflow, value < UInt64(PackedFormat.valueBound) else { throw .number }
    return Int64(value)
  }

  @inline(__always)
  static func difference(
    _ code: UInt64, _ power: Int64, _ base: Int64
  ) throws(PackedError) -> Int64 {
    let (step, overflow) = Varint.unzigzag(code).multipliedReportingOverflow(by: power)
    let (value, overflow2) = base.addingReportingOverflow(step)
    guard !overflow, !overflow2, value >= 0, value < PackedFormat.valueBound else {
      throw .number
    }
    return value
  }
}
