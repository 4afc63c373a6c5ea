import Foundation
import Market
import TestSupport
import Testing

@testable import Backtest

/// The report of a sweep, with its heat map, in a browser.
struct SweepPageTests {
  /// A page with a map of ten by twelve trials.
  private static func page() throws -> ReportPage {
    var run = CollectingRun(try settings().idleRun())
    for candle in SweepTests.walk(600) { try run.add(candle) }
    let result = try run.finish(symbols: names)
    let market = try #require(run.market)
    let sliced = try #require(SlicedMarket(market, result))
    let space = try SweepSpace("fast=2...11:1,slow=20...31:1", SMACross.description)
    let trials = try sliced.play(
      (0..<space.count).map { index in
        try StrategyRegistry.builtIn.start(
          "sma-cross", set: space.assignments(index), settings: settings())
      })
    let report = SweepReport(space, trials, skippedCount: 0)
    return try ReportPageTests.page(
      candleCount: 400, everyCount: 40, more: [.sweep(report, facts: [("best", "of 120")])])
  }

  private static let probe = """
    addEventListener("load", () => {
      const root = document.documentElement, region = document.querySelector(".scroll.bare");
      const cells = [...document.querySelectorAll(".heatmap rect")].map(c => c.getBoundingClientRect());
      root.dataset.cells = cells.filter(c => c.width > 20 && c.height > 20).length;
      const labels = [...document.querySelectorAll(".heatmap g text")];
      root.dataset.fits = labels.every((text, index) =>
        text.getBoundingClientRect().width <= cells[index].width);
      const order = [...document.querySelectorAll("a, button, canvas[tabindex], summary, [tabindex]")];
      root.dataset.tabs = order.every(e => e.tabIndex === 0) && order.includes(region);
      region.focus({ focusVisible: true });
      root.dataset.visible = region.matches(":focus-visible");
      root.dataset.links = [...document.querySelectorAll("nav a")].every(
        a => document.querySelector(a.getAttribute("href")));
    });
    """

  @Test func `The heat map is drawn and reached by key, without a word on the console`() throws {
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    let html = try Self.page().html()
      .replacingOccurrences(of: "</body>", with: "<script>\(Self.probe)</script></body>")
    let visit = try browser.open(folder.write("report.html", Array(html.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-error") == nil)
    #expect(visit.value("data-ready") == "7")
    #expect(visit.value("data-cells") == "120")
    #expect(visit.value("data-fits") == "true")
    #expect(visit.value("data-tabs") == "true")
    #expect(visit.value("data-visible") == "true")
    #expect(visit.value("data-links") == "true")
  }

  @Test func `On a phone's screen the map scrolls and the page does not`() throws {
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    try folder.write("report.html", Array(try Self.page().html().utf8))
    let frame = """
      <!doctype html><iframe id=f src=report.html style="width:390px;height:800px;border:0"></iframe>
      <script>addEventListener("load", () => setTimeout(() => {
        const page = document.getElementById("f").contentDocument;
        const region = page.querySelector(".scroll.bare");
        document.body.dataset.over = page.documentElement.scrollWidth - page.documentElement.clientWidth;
        document.body.dataset.scrolls = region.scrollWidth > region.clientWidth;
        document.body.dataset.drawn = page.documentElement.dataset.ready;
      }, 500));</script>
      """
    let visit = try browser.open(folder.write("frame.html", Array(frame.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-over") == "0")
    #expect(visit.value("data-scrolls") == "true")
    #expect(visit.value("data-drawn") == "7")
  }
}
