/// How a field's codes become values.
struct FieldStep {
  /// What is added to a code: nothing, or a field whose values begin at this offset.
  enum Base {
    case none
    case ahead(Int)
    case left(Int)
  }

  let start: Int
  let base: Base
  /// Where the powers of ten begin that codes are multiplied by, one for each template.
  let powersAt: Int

  init(start: Int, mode: ColumnMode, _ starts: [Int], powersAt: Int) {
    self.start = start
    self.powersAt = powersAt
    switch mode {
    case .ahead(let other): base = .ahead(starts[other])
    case .left(let other): base = .left(starts[other])
    default: base = .none
    }
  }
}

extension PackedDirectory {
  /// Fields of a group and all that their modes refer to, in their order.
  func closure(_ group: Int, _ fields: [Int]) -> [Int] {
    guard let columns = groups[group].columns else { return [] }
    var isNeeded = [Bool](repeating: false, count: groups[group].fieldCount)
    var waiting = fields
    while let field = waiting.popLast() {
      guard !isNeeded[field] else { continue }
      isNeeded[field] = true
      switch self.columns[columns.lowerBound + field].mode {
      case .ahead(let other), .left(let other): waiting.append(other)
      default: break
      }
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }
}
