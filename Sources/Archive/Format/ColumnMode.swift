/// How a column's values are written, so that they become small or repeat.
///
/// "Ahead" is the record of the same template before this one. A value is divided by the power of ten
/// that all values of its field and template in the block share, where it is written alone or as a
/// difference to its own field.
enum ColumnMode: Equatable {
  /// The value.
  case plain
  /// The difference to a field of the record ahead: itself, or another.
  case ahead(Int)
  /// The difference to a field further left in the same record.
  case left(Int)
  /// In a run: the difference to the element ahead. The first element is compared with the first
  /// one of the run ahead.
  case element
  /// In a run, for a price level's quantity: 0, or the index among the latest values that came with
  /// the element's first field, or the value.
  case remembered

  /// The mode and the field that it refers to, as two bytes.
  var bytes: [UInt8] {
    switch self {
    case .plain: [0, 0]
    case .ahead(let field): [1, UInt8(field)]
    case .left(let field): [2, UInt8(field)]
    case .element: [3, 0]
    case .remembered: [4, 0]
    }
  }

  /// - Parameters:
  ///   - field: the column's own field.
  ///   - fieldCount: fields of the record or the element.
  init(
    _ mode: UInt8, _ reference: UInt8, field: Int, fieldCount: Int, isElement: Bool
  ) throws(PackedError) {
    let reference = Int(reference)
    switch mode {
    case 0: self = .plain
    case 1 where !isElement && reference < fieldCount: self = .ahead(reference)
    case 2 where !isElement && reference < field: self = .left(reference)
    case 3 where isElement: self = .element
    case 4 where isElement && field > 0: self = .remembered
    default: throw .directory("column mode")
    }
  }

  /// Whether values are divided by their power of ten.
  func isScaled(field: Int) -> Bool {
    switch self {
    case .plain, .element, .remembered: true
    case .ahead(let other): other == field
    case .left: false
    }
  }
}

/// Powers of ten that fit a value.
let powersOfTen: [Int64] = {
  var powers: [Int64] = [1]
  while powers.count < 18 { powers.append(powers[powers.count - 1] * 10) }
  return powers
}()
