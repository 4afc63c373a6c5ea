/// Makes HTML. Every text that comes from data passes through `escaped`, every JSON through
/// `data`.
enum Markup {
  /// A text as it stands in an element or a quoted attribute.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A table that scrolls within the page. Cells are HTML; the columns named in `texts` hold words,
  /// the others figures.
  static func table(
    _ caption: String, _ headings: [String], texts: Set<String> = [], _ rows: [[String]]
  ) -> String {
    var html =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption), table\">"
    html += "<table><caption>\(caption)</caption><thead><tr>"
    let classes = headings.map { texts.contains($0) ? " class=w" : "" }
    for (heading, name) in zip(headings, classes) { html += "<th scope=col\(name)>\(heading)" }
    html += "<tbody>\n"
    for row in rows {
      html += "<tr>"
      for (cell, name) in zip(row, classes) { html += "<td\(name)>\(cell)" }
      html += "\n"
    }
    return html + "</table></div>\n"
  }

  /// Facts as pairs of a name and a value; both are texts.
  static func facts(_ pairs: [(String, String)]) -> String {
    let items = pairs.map { "<div><dt>\(escaped($0.0))<dd>\(escaped($0.1))</div>" }
    return "<dl>\(items.joined(separator: "\n"))</dl>\n"
  }

  /// What is too long to stand in the way: it opens where someone wants it.
  static func folded(_ summary: String, _ html: String) -> String {
    "<details><summary>\(escaped(summary))</summary>\n\(html)</details>\n"
  }

  static func paragraph(_ text: String) -> String { "<p>\(escaped(text))\n" }
}
