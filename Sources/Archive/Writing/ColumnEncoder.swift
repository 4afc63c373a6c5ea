/// Writes a block's fields as columns, and the directory that says where they lie.
struct ColumnEncoder {
  var memory = LevelMemory()
  /// Codes of the column at hand.
  var bytes: [UInt8] = []
  /// Of each shape, the power of ten of each field, then of each run's fields.
  var exponents: [[UInt8]] = []
  private var rememberedCount = 0

  mutating func encode(
    _ table: borrowing ShapeTable, _ order: [UInt8], _ deflate: ColumnDeflater,
    _ directory: inout [UInt8], _ data: inout [UInt8]
  ) {
    deflate.append(column: order, to: &data, &directory)
    Varint.put(table.families.count, in: &directory)
    var rows: [UInt8] = []
    for family in table.families {
      let start = rows.count
      let hasColumns = family.hasColumns
      if !hasColumns { putRows(family, in: &rows) }
      directory.append(hasColumns ? 1 : 0)
      if !hasColumns { Varint.put(rows.count - start, in: &directory) }
    }
    deflate.append(column: rows, to: &data, &directory)
    exponents = table.entries.map { entry in
      Array(repeating: 0, count: table.families[entry.family].allFieldCount)
    }
    rememberedCount = 0
    var columns: [UInt8] = []
    for family in table.families where family.hasColumns {
      putColumns(family, deflate, &columns, &data)
    }
    putShapes(table, &directory)
    directory += columns
  }

  private func putShapes(_ table: borrowing ShapeTable, _ directory: inout [UInt8]) {
    Varint.put(table.entries.count, in: &directory)
    for (index, entry) in table.entries.enumerated() {
      Varint.put(UInt64(entry.connection), in: &directory)
      directory.append(entry.kind)
      Varint.put(entry.family, in: &directory)
      Varint.put(entry.shape.count, in: &directory)
      directory += table.bytes[entry.shape]
      if table.families[entry.family].hasColumns {
        directory += exponents[index]
      }
    }
  }

  /// A family with few records: its values as they are, record by record.
  private func putRows(_ family: FieldRows, in rows: inout [UInt8]) {
    var starts = Array(repeating: 0, count: family.runFields.count)
    let width = family.fields.count
    for row in 0..<family.rowCount {
      for field in 0..<width { Varint.put(UInt64(family.values[row * width + field]), in: &rows) }
      for (run, field) in family.countFields.enumerated() {
        let count = Int(family.values[row * width + field]) * family.runFields[run].count
        for value in family.elements[run][starts[run]..<starts[run] + count] {
          Varint.put(UInt64(value), in: &rows)
        }
        starts[run] += count
      }
    }
  }

  private mutating func putColumns(
    _ family: FieldRows, _ deflate: ColumnDeflater, _ columns: inout [UInt8], _ data: inout [UInt8]
  ) {
    for field in family.fields.indices {
      let mode = ModeChoice.mode(of: field, in: family)
      if family.fields[field] == .number, mode.isScaled(field: field) {
        scale(family.shapes, family.values, field, family.fields.count, at: field)
      }
      write(family, field, mode)
      columns += mode.bytes
      deflate.append(column: bytes, to: &data, &columns)
    }
    var base = family.fields.count
    for run in family.runFields.indices {
      let elementShapes = family.elementShapes(run)
      let width = family.runFields[run].count
      for field in 0..<width {
        var mode = ModeChoice.mode(of: field, run: run, in: family, elementShapes)
        if mode == .remembered {
          rememberedCount += 1
          if rememberedCount > PackedFormat.rememberedColumnsMax { mode = .plain }
        }
        if family.runFields[run][field] == .number {
          scale(elementShapes, family.elements[run], field, width, at: base + field)
        }
        write(family, run: run, field, mode, elementShapes, exponentAt: base + field)
        columns += mode.bytes
        deflate.append(column: bytes, to: &data, &columns)
      }
      base += width
    }
  }

  /// Finds the power of ten that divides all of a field's values, shape by shape.
  private mutating func scale(
    _ shapes: [Int32], _ values: [Int64], _ field: Int, _ width: Int, at place: Int
  ) {
    for shape in Set(shapes) { exponents[Int(shape)][place] = UInt8(powersOfTen.count - 1) }
    for (row, shape) in shapes.enumerated() {
      let value = values[row &* width &+ field]
      var exponent = Int(exponents[Int(shape)][place])
      if exponent == 0 || value % powersOfTen[exponent] == 0 { continue }
      while exponent > 0, value % powersOfTen[exponent] != 0 { exponent -= 1 }
      exponents[Int(shape)][place] = UInt8(exponent)
    }
  }
}

extension FieldRows {
  /// Whether the values are many enough for columns of their own.
  var hasColumns: Bool {
    rowCount >= PackedFormat.columnRowsMin
      || elements.contains { $0.count >= PackedFormat.columnElementsMin }
  }

  /// The shape of each element of a run.
  func elementShapes(_ run: Int) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(elements[run].count / runFields[run].count)
    for (row, shape) in shapes.enumerated() {
      let count = Int(values[row * fields.count + countFields[run]])
      for _ in 0..<count { result.append(shape) }
    }
    return result
  }
}
