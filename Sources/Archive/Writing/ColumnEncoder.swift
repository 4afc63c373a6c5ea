/// Writes a block's fields as columns, and the directory that says where they lie.
struct ColumnEncoder {
  var memory = LevelMemory()
  /// Codes of the column at hand.
  var bytes: [UInt8] = []
  /// Of each template, the power of ten of each field, then of each run's fields.
  var exponents: [[UInt8]] = []
  private var rememberedCount = 0

  mutating func encode(
    _ table: borrowing TemplateTable, order: [UInt8], _ deflate: ColumnDeflater,
    directory: inout [UInt8], data: inout [UInt8]
  ) {
    deflate.append(column: order, to: &data, &directory)
    Varint.put(table.groups.count, in: &directory)
    var rows: [UInt8] = []
    for group in table.groups {
      let start = rows.count
      let hasColumns = group.hasColumns
      if !hasColumns { putRows(group, in: &rows) }
      directory.append(hasColumns ? 1 : 0)
      if !hasColumns { Varint.put(rows.count - start, in: &directory) }
    }
    deflate.append(column: rows, to: &data, &directory)
    exponents = table.entries.map { entry in
      Array(repeating: 0, count: table.groups[entry.group].allFieldCount)
    }
    rememberedCount = 0
    var columns: [UInt8] = []
    for group in table.groups where group.hasColumns {
      putColumns(group, deflate, directory: &columns, data: &data)
    }
    putTemplates(table, &directory)
    directory += columns
  }

  private func putTemplates(_ table: borrowing TemplateTable, _ directory: inout [UInt8]) {
    Varint.put(table.entries.count, in: &directory)
    for (index, entry) in table.entries.enumerated() {
      Varint.put(UInt64(entry.connection), in: &directory)
      directory.append(entry.kind)
      Varint.put(entry.group, in: &directory)
      Varint.put(entry.template.count, in: &directory)
      directory += table.bytes[entry.template]
      if table.groups[entry.group].hasColumns {
        directory += exponents[index]
      }
    }
  }

  /// A group with few records: its values as they are, record by record.
  private func putRows(_ group: FieldRows, in rows: inout [UInt8]) {
    var starts = Array(repeating: 0, count: group.runFields.count)
    let width = group.fields.count
    for row in 0..<group.rowCount {
      for field in 0..<width { Varint.put(UInt64(group.values[row * width + field]), in: &rows) }
      for (run, field) in group.countFields.enumerated() {
        let count = Int(group.values[row * width + field]) * group.runFields[run].count
        for value in group.elements[run][starts[run]..<starts[run] + count] {
          Varint.put(UInt64(value), in: &rows)
        }
        starts[run] += count
      }
    }
  }

  private mutating func putColumns(
    _ group: FieldRows, _ deflate: ColumnDeflater, directory columns: inout [UInt8],
    data: inout [UInt8]
  ) {
    for field in group.fields.indices {
      let mode = ModeChoice.mode(of: field, in: group)
      if group.fields[field] == .number, mode.isScaled(field: field) {
        scale(
          group.templates, group.values, field: field, width: group.fields.count, exponentAt: field)
      }
      write(group, field, mode)
      columns += mode.bytes
      deflate.append(column: bytes, to: &data, &columns)
    }
    var base = group.fields.count
    for run in group.runFields.indices {
      let elementTemplates = group.elementTemplates(run)
      let width = group.runFields[run].count
      for field in 0..<width {
        var mode = ModeChoice.mode(of: field, run: run, in: group, elementTemplates)
        if mode == .remembered {
          rememberedCount += 1
          if rememberedCount > PackedFormat.rememberedColumnsMax { mode = .plain }
        }
        if group.runFields[run][field] == .number {
          scale(
            elementTemplates, group.elements[run], field: field, width: width,
            exponentAt: base + field)
        }
        write(
          group, run: run, field, mode, elementTemplates: elementTemplates, exponentAt: base + field
        )
        columns += mode.bytes
        deflate.append(column: bytes, to: &data, &columns)
      }
      base += width
    }
  }

  /// Finds the power of ten that divides all of a field's values, template by template.
  private mutating func scale(
    _ templates: [Int32], _ values: [Int64], field: Int, width: Int, exponentAt exponentIndex: Int
  ) {
    for template in Set(templates) {
      exponents[Int(template)][exponentIndex] = UInt8(powersOfTen.count - 1)
    }
    for (row, template) in templates.enumerated() {
      let value = values[row &* width &+ field]
      var exponent = Int(exponents[Int(template)][exponentIndex])
      if exponent == 0 || value % powersOfTen[exponent] == 0 { continue }
      while exponent > 0, value % powersOfTen[exponent] != 0 { exponent -= 1 }
      exponents[Int(template)][exponentIndex] = UInt8(exponent)
    }
  }
}

extension FieldRows {
  /// Whether the values are many enough for columns of their own.
  var hasColumns: Bool {
    rowCount >= PackedFormat.columnRowsMin
      || elements.contains { $0.count >= PackedFormat.columnElementsMin }
  }

  /// The template of each element of a run.
  func elementTemplates(_ run: Int) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(elements[run].count / runFields[run].count)
    for (row, template) in templates.enumerated() {
      let count = Int(values[row * fields.count + countFields[run]])
      for _ in 0..<count { result.append(template) }
    }
    return result
  }
}
