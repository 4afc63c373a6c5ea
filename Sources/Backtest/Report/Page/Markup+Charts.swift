extension Markup {
  /// A canvas that `page.chart` draws on, with a line below it that says what is in view and what
  /// the pointer is at.
  static func chart(_ id: String, _ label: String, height: Int) -> String {
    """
    <figure><figcaption>\(label)</figcaption>
    <canvas id="\(id)" tabindex="0" role="application" aria-roledescription="chart" \
    aria-label="\(label). Arrow keys move, plus and minus zoom, Home and End go to the ends, 0 \
    shows all." aria-describedby="\(id)-text" style="height:\(height)px"></canvas>
    <output id="\(id)-text" class="readout" aria-live="off"></output></figure>

    """
  }

  static func chart(_ id: String, _ label: String, _ height: Int) -> String {
    chart(id, label, height: height)
  }

  /// Buttons that do what the keys of a chart do; `more` is HTML beside them.
  static func toolbar(_ more: String) -> String {
    let buttons = [
      ("back", "Earlier", "←"), ("on", "Later", "→"), ("in", "Zoom in", "+"),
      ("out", "Zoom out", "−"), ("all", "Show all", "All"),
    ].map { key, label, text in
      "<button type=\"button\" data-do=\"\(key)\" aria-label=\"\(label)\">\(text)</button>"
    }
    return "<div class=\"toolbar\">\(buttons.joined())\(more)</div>\n"
  }
}
