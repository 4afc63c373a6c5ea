import Basics
import Foundation
import Market
import TestSupport
import Testing

@testable import Backtest

/// `report.html`, as text and in a browser.
struct ReportPageTests {
  /// A name that would break a page which trusts its data.
  private static let hostile = "</script><b>&\"'<!--"

  @Test func `Nothing from data becomes markup`() throws {
    let page = try Self.page(candleCount: 400, everyCount: 40, name: Self.hostile)
    let html = page.html()
    #expect(!html.contains("<b>"))
    #expect(!html.contains("<!--"))
    #expect(html.contains("&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;&lt;!--"))
    // Four scripts of data, the page's and its own code: each is ended once.
    let ends = html.ranges(of: "</script>").count
    #expect(ends == html.ranges(of: "<script").count)
    #expect(ends == 5)
    for word in ["http:", "https:", "url(", "@import", "fetch(", "src="] {
      #expect(!html.contains(word), "the page must need no network: \(word)")
    }
  }

  @Test func `The result comes first and sections can be inserted`() throws {
    var page = try Self.page(candleCount: 400, everyCount: 40)
    #expect(
      page.sections.map(\.id) == [
        "result", "equity", "candles", "trips", "periods", "spread", "drawdowns", "groups",
        "figures", "assumptions", "fills", "ambiguous", "rejections",
      ])
    page.sections.removeLast(5)
    #expect(!page.html().contains("id=\"figures\""))
    #expect(page.html().contains("id=\"result\""))
  }

  @Test func `How far the candles are proven stands among the assumptions`() throws {
    var evidence = RunEvidence(recording: ["btc"])
    evidence.candles.used = 120
    evidence.candles.incomplete = 2
    evidence.candles.proven = 110
    evidence.candles.differing = 3
    let html = try Self.page(candleCount: 3, everyCount: 0, evidence: evidence).html()
    #expect(
      html.contains(
        "110 of 120 equal Binance&#39;s own klines in the recording, 3 differ, 7 without a kline there"
      ))
    #expect(html.contains("2 of 120: the trade before or after is lacking, or one between"))
    evidence.candles.proven = nil
    evidence.candles.incomplete = 0
    let other = try Self.page(candleCount: 3, everyCount: 0, evidence: evidence).html()
    #expect(other.contains("made from klines as they are; nothing to compare them with"))
    #expect(!other.contains("<dt>Incomplete"))
  }

  @Test func `A run without a fill has a page`() throws {
    let html = try Self.page(candleCount: 3, everyCount: 0).html()
    #expect(html.contains("No order was filled."))
    #expect(html.contains("Nothing that was bought was sold."))
  }

  @Test func `The charts are drawn, without a word on the console, whatever the symbol is called`()
    throws
  {
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    let page = try Self.page(candleCount: 4000, everyCount: 40, name: Self.hostile)
    let visit = try browser.open(folder.write("report.html", Array(page.html().utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-error") == nil)
    #expect(visit.value("data-ready") == "7")
    #expect(visit.value("data-from") == "0")
    #expect(visit.value("data-to") == "240000000")
    let drawn = visit.dom.matches(of: #/data-drawn="(\d+)"/#).map { String($0.1) }
    // Equity and drawdown: 4,000 marks, two a point. Candles: 4,000 at least 3 px wide on 1,084 px
    // are 334 of 12, with 49 round trips and the last purchase. Days: 3.
    #expect(drawn.prefix(4) == ["2000", "2000", "384", "3"])
    #expect(drawn.last == "49", "a round trip each beside its excursions")
  }

  @Test func `A year of minutes stays under a megabyte, whatever is traded`() throws {
    let html = try Self.page(candleCount: 525_600, everyCount: 20).html()
    #expect(html.utf8.count < 1_000_000)
    #expect(html.utf8.count > 200_000)
    #expect(html.contains("The first 100 of 26279 fills; all are in fills.ndjson."))
    #expect(html.contains("1999 points of 525600 marks"))
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    let visit = try browser.open(folder.write("report.html", Array(html.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-error") == nil)
    // 365 days reach for the 30 days before each.
    #expect(visit.value("data-ready") == "9")
  }

  @Test func `Keys pan and zoom all charts`() throws {
    guard let browser = Browser() else { return }
    let script = """
      addEventListener("load", async () => {
        const root = document.documentElement;
        while (!root.dataset.ready) await new Promise(done => setTimeout(done, 20));
        const chart = document.getElementById("candles-chart");
        const order = [...document.querySelectorAll(
          "a, button, input, select, canvas[tabindex], summary, [tabindex]")];
        root.dataset.tabs = order.filter(e => e.tabIndex === 0).length === order.length;
        chart.focus();
        root.dataset.visible = chart.matches(":focus-visible");
        const seen = [];
        for (const key of ["+", "ArrowLeft", "Home", "ArrowRight", "End", "-", "+", "0"]) {
          const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
          chart.dispatchEvent(event);
          await new Promise(done => setTimeout(done, 100));
          seen.push(key + " " + root.dataset.from + " " + root.dataset.to
            + (event.defaultPrevented ? "" : " not taken"));
        }
        root.dataset.keys = seen.join(", ");
      });
      """
    let html = try Self.page(candleCount: 1000, everyCount: 40).html()
      // A headless browser that keeps a time of its own shows no frames.
      .replacingOccurrences(
        of: "<style>",
        with: "<script>requestAnimationFrame = body => setTimeout(body, 0)</script><style>"
      )
      .replacingOccurrences(of: "</body>", with: "<script>\(script)</script></body>")
    let folder = try TemporaryFolder()
    let visit = try browser.open(folder.write("report.html", Array(html.utf8)), forMs: 6000)
    #expect(visit.console == [])
    #expect(
      visit.value("data-keys")
        == [
          "+ 12000000 48000000", "ArrowLeft 4800000 40800000", "Home 0 36000000",
          "ArrowRight 7200000 43200000", "End 24000000 60000000", "- 0 60000000",
          "+ 12000000 48000000", "0 0 60000000",
        ].joined(separator: ", "))
    #expect(visit.value("data-tabs") == "true")
    #expect(visit.value("data-visible") == "true")
  }

  @Test func `A phone's screen need not be scrolled sideways`() throws {
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    try folder.write(
      "report.html",
      Array(
        try Self.page(candleCount: 1000, everyCount: 40, name: String(repeating: "W", count: 200))
          .html().utf8))
    let frame = """
      <!doctype html><iframe id=f src=report.html style="width:390px;height:800px;border:0"></iframe>
      <script>addEventListener("load", () => setTimeout(() => {
        const page = document.getElementById("f").contentDocument.documentElement;
        document.body.dataset.width = window.f.clientWidth;
        document.body.dataset.over = page.scrollWidth - page.clientWidth;
        document.body.dataset.drawn = page.dataset.ready;
      }, 500));</script>
      """
    let visit = try browser.open(folder.write("frame.html", Array(frame.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-width") == "390")
    #expect(visit.value("data-over") == "0")
    #expect(visit.value("data-drawn") == "7")
  }

  /// A page of a random walk of minutes, with a purchase and a sale in turn every so many candles.
  static func page(
    candleCount: Int, everyCount: Int, name: String = "COINUSDT",
    evidence: RunEvidence? = nil, more: [ReportSection] = []
  ) throws -> ReportPage {
    let made = try run(candleCount: candleCount, everyCount: everyCount, name: name)
    return ReportPage(
      made.result, made.metrics, made.history, evidence: evidence, more: more,
      time: { "\($0) µs" })
  }

  /// What a report is made from.
  struct Made {
    let result: BacktestResult
    let metrics: Metrics
    let history: MarketHistory

    var files: ReportFiles { ReportFiles(result, metrics) }
  }

  /// The run behind the page.
  static func run(
    candleCount: Int, everyCount: Int, name: String = "COINUSDT"
  ) throws -> Made {
    var backtest = try Backtester(
      strategy: InTurn(everyCount: everyCount), settings: settings(), hashesInput: false)
    var history = MarketHistory(interval: .m1)
    var random = SeededRandom(seed: 3)
    var price: Int64 = 50_000_00
    var walked = flat(0, "1")
    var batch: [Candle] = []
    for number in 0..<Int64(candleCount) {
      let close = max(100, price + Int64.random(in: -2000...2000, using: &random))
      walked.openTimeMs = number * minuteMs
      walked.closeTimeMs = (number + 1) * minuteMs - 1
      walked.open = Amount(units: price * 1_000_000)
      walked.close = Amount(units: close * 1_000_000)
      walked.high = Amount(units: (max(price, close) + 900) * 1_000_000)
      walked.low = Amount(units: max(1, min(price, close) - 900) * 1_000_000)
      batch.append(walked)
      history.add(walked)
      // In batches, which are quick without an optimizer too.
      if batch.count == 512 {
        try backtest.add(batch)
        batch.removeAll(keepingCapacity: true)
      }
      price = close
    }
    try backtest.add(batch)
    var names = SymbolTable()
    _ = names.id(name)
    let result = try backtest.finish(symbols: names)
    let metrics = try #require(Metrics(result, history))
    return Made(result: result, metrics: metrics, history: history)
  }
}

/// Buys with all it has, and sells all, in turn.
private struct InTurn: Strategy {
  let everyCount: Int
  var count = 0

  mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    guard everyCount > 0 else { return }
    count += 1
    guard count % everyCount == 0 else { return }
    broker.target(candle.symbol, share: count / everyCount % 2 == 1 ? .one : .zero)
  }
}
