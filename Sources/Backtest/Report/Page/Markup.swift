/// Makes HTML. Every text that comes from data passes through `escaped`, every JSON through
/// `script`.
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

  /// A JSON document in an element of its own, which is data and never run. Within JSON, `<` stands
  /// in strings only, where an escape means the same; without it nothing can end the element.
  static func script(_ json: String, id: String) -> String {
    var safe = ""
    for scalar in json.unicodeScalars {
      if scalar == "<" { safe += "\\u003c" } else { safe.unicodeScalars.append(scalar) }
    }
    return "<script type=\"application/json\" id=\"data-\(id)\">\(safe)</script>\n"
  }

  /// A table that scrolls within the page. Cells are HTML; the columns named in `texts` hold words,
  /// the others figures.
  static func table(
    _ caption: String, _ headings: [String], texts: Set<String> = [], _ rows: [[String]]
  ) -> String {
    var html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\">"
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

  static func paragraph(_ text: String) -> String { "<p>\(escaped(text))\n" }
}
