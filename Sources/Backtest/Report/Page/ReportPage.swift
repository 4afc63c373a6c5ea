import Basics

/// `report.html`: one file that needs nothing else, not even a network, and stays under 1 MB.
///
/// It is as large as what it shows, so every list and series has a limit: `ChartLimits`, and
/// `rowsMax` here. Content security policy: the page cannot load or send anything.
public struct ReportPage: Sendable {
  /// What the page is called, in its heading and in the browser's tab.
  public let title: String
  /// What stands below the heading: HTML made by `Markup`.
  let lead: String
  /// From top to bottom. Insert further ones where they belong.
  public var sections: [ReportSection]
  /// First and last instant of the charts, ms since the epoch.
  let span: ClosedRange<Int64>
  /// Length of a marking candle, ms.
  let candleMs: Int64

  /// Rows of a table that the page holds; the files beside it hold all.
  static let rowsMax = 400

  /// The file's text: `page.html` with its names filled in.
  public func html() -> String {
    TextTemplate.filled(
      PackageResources.page_html,
      with: [
        "title": Markup.escaped(title),
        "style": String(decoding: PackageResources.page_css, as: UTF8.self),
        "links": links,
        "sections": sections.map(Self.element).joined(),
        "lead": lead,
        "span": Markup.data(
          "{\"fromMs\":\(span.lowerBound),\"toMs\":\(span.upperBound),\"candleMs\":\(candleMs)}",
          id: "page"),
        "shared": PageScript.shared,
        "drawers": sections.compactMap(Self.drawer).joined(),
        "finish": PageScript.finish,
      ])
  }

  private var links: String {
    sections.map { "<a href=\"#\($0.id)\">\(Markup.escaped($0.title))</a>" }.joined(separator: "\n")
  }

  private static func element(_ section: ReportSection) -> String {
    """
    <section id="\(section.id)" aria-labelledby="\(section.id)-title">
    <h2 id="\(section.id)-title">\(Markup.escaped(section.title))</h2>
    \(section.html)\(section.data.map { Markup.data($0, id: section.id) } ?? "")</section>

    """
  }

  private static func drawer(_ section: ReportSection) -> String? {
    section.script.map { "draw(\"\(section.id)\", (section, data, page) => {\n\($0)});\n" }
  }
}
