/// A part of `report.html`. Each is made in a file of its own, `ReportSection+Name.swift`.
public struct ReportSection: Sendable {
  /// Its name in links: lower case letters.
  public let id: String
  public let title: String
  /// What stands below the heading: HTML made by `Markup`.
  let html: String
  /// A JSON document for the section's script.
  let data: String?
  /// JavaScript: the body of `function (section, data, page)`, run once the page is there.
  /// `PageScript` says what `page` offers.
  let script: String?

  init(id: String, title: String, html: String, data: String? = nil, script: String? = nil) {
    self.id = id
    self.title = title
    self.html = html
    self.data = data
    self.script = script
  }

  /// A table of texts.
  ///
  /// - Parameter texts: columns that hold words, the others figures.
  package static func table(
    id: String, title: String, headings: [String], texts: Set<String>, rows: [[String]]
  ) -> ReportSection {
    let shown = rows.prefix(ReportPage.rowsMax)
    return ReportSection(
      id: id, title: title,
      html: rows.isEmpty
        ? Markup.paragraph("None.")
        : Markup.table(
          Markup.escaped(title), headings.map(Markup.escaped), texts: texts,
          shown.map { $0.map(Markup.escaped) })
          + rest(shown.count, of: rows.count, "rows", in: "the command's output"))
  }

  /// What a report says below a list that is longer than it shows; empty if it is not.
  static func rest(_ shown: Int, of count: Int, _ what: String, in file: String) -> String {
    guard count > shown else { return "" }
    return Markup.paragraph("The first \(shown) of \(count) \(what); all are in \(file).")
  }
}
