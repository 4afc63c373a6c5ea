/// `report.html`: one file that needs nothing else, not even a network, and stays under 1 MB.
///
/// It is as large as what it shows, so every list and series has a limit: `ChartLimits`, and
/// `rowsMax` here. Content security policy: the page cannot load or send anything.
public struct ReportPage: Sendable {
  /// What the page is called, in its heading and in the browser's tab.
  public let title: String
  /// From top to bottom. Insert further ones where they belong.
  public var sections: [ReportSection]
  /// First and last instant of the charts, ms since the epoch.
  let span: ClosedRange<Int64>
  /// Length of a marking candle, ms.
  let candleMs: Int64

  /// Rows of a table that the page holds; the files beside it hold all.
  static let rowsMax = 500

  /// The file's text.
  public func html() -> String {
    var html = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="data:,">
      <title>\(Markup.escaped(title))</title>
      <style>
      \(PageStyle.text)
      </style>
      </head>
      <body>
      <header>
      <h1>\(Markup.escaped(title))</h1>
      <nav aria-label="Sections">\(links)</nav>
      </header>
      <main>

      """
    for section in sections { html += Self.element(section) }
    html += "</main>\n"
    html += Markup.script(
      "{\"fromMs\":\(span.lowerBound),\"toMs\":\(span.upperBound),\"candleMs\":\(candleMs)}",
      id: "page")
    html += "<script>\n\"use strict\";\n(() => {\n"
    for part in PageScript.parts { html += part + "\n" }
    for section in sections {
      guard let script = section.script else { continue }
      html += "draw(\"\(section.id)\", (section, data, page) => {\n\(script)\n});\n"
    }
    return html + "finish();\n})();\n</script>\n</body>\n</html>\n"
  }

  private var links: String {
    sections.map { "<a href=\"#\($0.id)\">\(Markup.escaped($0.title))</a>" }.joined(separator: "\n")
  }

  private static func element(_ section: ReportSection) -> String {
    """
    <section id="\(section.id)" aria-labelledby="\(section.id)-title">
    <h2 id="\(section.id)-title">\(Markup.escaped(section.title))</h2>
    \(section.html)\(section.data.map { Markup.script($0, id: section.id) } ?? "")</section>

    """
  }
}
