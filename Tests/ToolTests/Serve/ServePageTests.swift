#if Network
  import Foundation
  import TestSupport
  import Testing

  /// The page of `tool serve`, in a real browser.
  @Suite(.serialized) struct ServePageTests {
    private static let recording = [
      "recordings/demo", "--speed", "600x", "--from", "2021-05-22T02:00:00Z",
    ]

    /// The path of a PNG for people to look at, and its size in pixels once it is there.
    private static func size(_ png: String) throws -> [Int] {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: png)))
      try #require(bytes.count > 1000 && bytes[1...3] == [0x50, 0x4E, 0x47])
      return [16, 20].map { bytes[$0..<$0 + 4].reduce(0) { $0 << 8 | Int($1) } }
    }

    @Test(arguments: [(1280, 900), (390, 900)])
    func `It shows the head, draws what was and what comes, at any width`(
      width: Int, height: Int
    ) throws {
      guard let browser = Browser() else { return }
      let server = try ServeProcess(Self.recording)
      // Kept to be looked at.
      let folder = PackageRoot.path + "/.build/screenshots"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let png = "\(folder)/serve-\(width).png"
      let visit = try browser.visit(
        server.url + "/", width: width, height: height, forMs: 8000, screenshot: png)
      #expect(visit.console == [])
      #expect(try Self.size(png) == [width, height])
      let drawn = try #require(visit.value("data-drawn").flatMap { Int($0) })
      #expect(width > 1000 ? drawn == 120 : drawn > 50)
      #expect(visit.value("data-live").flatMap { Int($0) } ?? 0 > 0, "candles came over the feed")
      let headMs = try #require(visit.value("data-head").flatMap { Int64($0) })
      #expect((1_621_648_800_000..<1_621_677_600_000).contains(headMs))
      #expect(visit.value("data-clients") == "0", "the page itself is no client")
    }

    /// The page with a server that is made up, which only notes what it is asked.
    private static let madeUp = """
      <script>
      const asked = [];
      const state = { headMs: 1621652400000, firstMs: 1621641600000, lastMs: 1621677600000,
        speed: "60x", isPaused: false, isSeeking: false, isOver: false, waitsForClient: false,
        seeks: 0, frames: 7, faults: 0, symbols: ["ADABNB"], clientCount: 1,
        clients: [{ number: 3, streams: ["a@trade"], streamCount: 9, unreadBytes: 5 }] };
      window.fetch = async (path, options) => {
        if (path.includes("klines")) return { ok: true, json: async () =>
          [...Array(120).keys()].map(i => [i * 60000, "1.1", "1.3", "1.0", "1.2"]) };
        if (options.method === "POST") asked.push(path);
        if (path.endsWith("pause")) state.isPaused = true;
        if (path.endsWith("resume")) state.isPaused = false;
        return { ok: true, json: async () => ({ ...state }) };
      };
      window.WebSocket = class { close() {} };
      </script>
      """

    private static func page(_ more: String = "") throws -> [UInt8] {
      let html = try ServeProcess("recordings/demo").ask("/").body
      return Array(html.replacingOccurrences(of: "<style>", with: madeUp + more + "<style>").utf8)
    }

    @Test func `A phone's screen need not be scrolled sideways`() throws {
      guard let browser = Browser() else { return }
      let folder = try TemporaryFolder()
      try folder.write("page.html", Self.page())
      let frame = """
        <!doctype html><iframe id=f src=page.html style="width:390px;height:800px;border:0"></iframe>
        <script>addEventListener("load", () => setTimeout(() => {
          const page = document.getElementById("f").contentDocument.documentElement;
          document.body.dataset.over = page.scrollWidth - page.clientWidth;
          document.body.dataset.drawn = page.dataset.drawn;
        }, 1000));</script>
        """
      let visit = try browser.open(folder.write("frame.html", Array(frame.utf8)))
      #expect(visit.console == [])
      #expect(visit.value("data-over") == "0")
      let drawn = try #require(visit.value("data-drawn").flatMap { Int($0) })
      #expect((50...80).contains(drawn), "\(drawn)")
    }

    @Test func `Keys and buttons move the head`() throws {
      guard let browser = Browser() else { return }
      let folder = try TemporaryFolder()
      let script = """
        <script>
        addEventListener("load", async () => {
          const pause = () => new Promise(done => setTimeout(done, 50));
          const press = async key => {
            document.body.dispatchEvent(new KeyboardEvent("keydown",
              { key, bubbles: true, cancelable: true }));
            await pause();
          };
          await pause();
          await press(" ");
          await press(".");
          document.getElementById("frame").click();
          await pause();
          await press(" ");
          const seek = document.getElementById("seek");
          seek.value = 3600000;
          seek.dispatchEvent(new Event("input"));
          seek.dispatchEvent(new Event("change"));
          const speed = document.getElementById("speed");
          speed.value = "max";
          speed.dispatchEvent(new Event("change"));
          await pause();
          const data = document.documentElement.dataset;
          data.asked = asked.join(" ");
          data.row = document.querySelector("#clients tbody").textContent;
          data.status = document.getElementById("status").textContent;
          const order = [...document.querySelectorAll("button, select, input")];
          data.tabs = order.every(e => e.tabIndex === 0);
          data.named = [...document.querySelectorAll("input, select")]
            .every(e => e.ariaLabel || e.closest("label"));
        });
        </script>
        """
      let file = try folder.write("page.html", Self.page(script))
      let visit = try browser.open(file, forMs: 4000)
      #expect(visit.console == [])
      #expect(
        visit.value("data-asked")
          == "/control/pause /control/step?ms=1000 /control/step?frames=1 /control/resume "
          + "/control/seek?to=1621645200000 /control/speed?value=max")
      #expect(visit.value("data-row") == "3a@trade and 8 more5 B")
      #expect(visit.value("data-status") == "playing · 7 frames sent · 0 faults")
      #expect(visit.value("data-tabs") == "true")
      #expect(visit.value("data-named") == "true")
    }

    @Test func `The same controls by curl; other origins are refused; --no-control has none`()
      throws
    {
      let server = try ServeProcess("recordings/demo", "--speed", "60x")
      try server.control("pause")
      let sought = try server.control("seek?to=2021-05-22T03:00:00Z")
      #expect(sought["isPaused"] as? Bool == true)
      try server.wait { $0["isSeeking"] as? Bool == false }
      let state = try server.control("step?ms=60000")
      #expect(state["headMs"] as? Int64 == 1_621_652_400_000)
      try server.wait { $0["headMs"] as? Int64 == 1_621_652_460_000 }
      #expect(try server.ask("/api/v3/time").body == #"{"serverTime":1621652460000}"#)
      for header in [
        "Origin: http://evil.example", "Host: evil.example", "Sec-Fetch-Site: cross-site",
      ] {
        let refused = try server.ask("/control/resume", "--request", "POST", "--header", header)
        #expect(refused.status == 403, "\(header)")
      }
      #expect(try server.control("state", method: "GET")["isPaused"] as? Bool == true)
      let bare = try ServeProcess("recordings/demo", "--no-control")
      #expect(try bare.ask("/").status == 404)
      #expect(try bare.ask("/control/state").status == 404)
      #expect(try bare.ask("/api/v3/ping").body == "{}")
    }
  }
#endif
