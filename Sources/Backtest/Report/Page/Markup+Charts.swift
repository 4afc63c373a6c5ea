extension Markup {
  /// A canvas that `page.chart` draws on, with a line below it that says what is in view and what
  /// the pointer is at.
  ///
  /// - Parameters:
  ///   - keys: further keys, for those who cannot see it.
  ///   - hasAxis: false where a chart below it shows the time.
  static func chart(
    _ id: String, _ label: String, height: Int, keys: String = "", hasAxis: Bool = true
  ) -> String {
    let label = escaped(label)
    return """
      <figure><figcaption>\(label)</figcaption>
      <canvas id="\(id)" tabindex="0" role="application" aria-roledescription="chart" \
      aria-label="\(label). Arrow keys move, plus and minus zoom, Home and End go to the ends, 0 \
      shows all, L is the logarithmic scale.\(keys)" aria-describedby="\(id)-text" \
      style="height:\(height)px"\(hasAxis ? "" : " data-axis=\"none\"")></canvas>
      <output id="\(id)-text" class="readout" aria-live="off"></output></figure>

      """
  }

  /// A canvas that `page.picture` draws on; what it shows stands in words beside it.
  static func picture(_ id: String, _ label: String, height: Int) -> String {
    """
    <figure><figcaption>\(escaped(label))</figcaption>
    <canvas id="\(id)" role="img" aria-label="\(escaped(label))" style="height:\(height)px"></canvas>
    </figure>

    """
  }

  /// Buttons that do what the keys of a chart do; `more` is HTML beside them.
  static func toolbar(_ more: String) -> String {
    let buttons = [
      ("back", "Earlier", "←"), ("on", "Later", "→"), ("in", "Zoom in", "+"),
      ("out", "Zoom out", "−"), ("all", "Show all", "All"),
    ].map { key, label, text in
      "<button type=\"button\" data-do=\"\(key)\" aria-label=\"\(label)\">\(text)</button>"
    }
    let log =
      "<button type=\"button\" data-do=\"log\" aria-pressed=\"false\""
      + " aria-label=\"Logarithmic scale\">Log</button>"
    return
      "<div class=\"toolbar\" role=\"group\" aria-label=\"Time in view\">"
      + "\(buttons.joined())\(log)\(more)</div>\n"
  }

  /// The chart of candles, with what belongs to it.
  static func candles(_ label: String, symbols: [String], keys: String = "", plots: Bool) -> String
  {
    let options = symbols.enumerated().map { number, name in
      "<option value=\"\(number)\">\(escaped(name))</option>"
    }
    let choice =
      options.count > 1
      ? "<label>Symbol <select id=\"symbol\">\(options.joined())</select></label>" : ""
    return toolbar(choice)
      + chart(
        "candles-chart", label, height: 420, keys: keys)
      + "<output id=\"trade-note\" class=\"readout\" aria-live=\"polite\"></output>\n"
      + "<p id=\"plots-legend\" class=\"legend\"\(plots ? "" : " hidden")></p>\n"
      + (plots ? chart("plots-chart", "Plotted by the strategy", height: 140) : "")
      + "<p id=\"candles-note\"></p>\n"
        + """
        <details id="candles-list"><summary>Candles in view as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Candles in view, table"><table>\
        <caption>Candles in view</caption><thead><tr><th scope=col>Open time, UTC<th scope=col>Open\
        <th scope=col>High<th scope=col>Low<th scope=col>Close<th scope=col>Volume<tbody></table></div>
        </details>

        """
  }
}
