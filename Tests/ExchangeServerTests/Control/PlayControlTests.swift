import Replay
import Testing

@testable import ExchangeServer

/// How controls are read, and whose are.
struct PlayControlTests {
  static let good: [(String, String, PlayControl)] = [
    ("GET", "state", .state), ("POST", "pause", .pause), ("POST", "resume", .resume),
    ("POST", "step", .stepFrames(1)), ("POST", "step?frames=12", .stepFrames(12)),
    ("POST", "step?ms=1500", .stepTime(us: 1_500_000)),
    ("POST", "seek?to=1621652400000", .seek(toUs: 1_621_652_400_000_000)),
    ("POST", "seek?to=2021-05-22T03:00:00Z", .seek(toUs: 1_621_652_400_000_000)),
    ("POST", "seek?to=2021-05-22T03:00:00.25Z", .seek(toUs: 1_621_652_400_250_000)),
    ("POST", "seek?to=2021-05-22%2003:00", .seek(toUs: 1_621_652_400_000_000)),
    ("POST", "seek?to=2021-05-22", .seek(toUs: 1_621_641_600_000_000)),
    ("POST", "speed?value=60x", .speed(.paced(numerator: 60, denominator: 1))),
    ("POST", "speed?value=max", .speed(.max)),
  ]

  @Test(arguments: good)
  func `A control is read`(method: String, text: String, expected: PlayControl) throws {
    #expect(try PlayControl(method: method, target: "/control/" + text) == expected)
  }

  static let bad: [(String, String, Int)] = [
    ("GET", "pause", 405), ("POST", "state", 405), ("DELETE", "seek?to=1", 405),
    ("POST", "halt", 404), ("POST", "", 404), ("POST", "pause/now", 404),
    ("POST", "pause?now=1", 400), ("POST", "step?ms=1&frames=1", 400), ("POST", "step?ms=0", 400),
    ("POST", "step?ms=99999999999999999999", 400), ("POST", "step?frames=-1", 400),
    ("POST", "seek", 400), ("POST", "seek?to=", 400), ("POST", "seek?to=soon", 400),
    ("POST", "seek?to=-1", 400), ("POST", "seek?to=2021-02-30", 400),
    ("POST", "seek?to=2021-05-22T24:00", 400), ("POST", "seek?to=9223372036854775807", 400),
    ("POST", "speed", 400), ("POST", "speed?value=0", 400), ("POST", "speed?value=fast", 400),
  ]

  @Test(arguments: bad)
  func `Any other is refused with what to do`(method: String, text: String, status: Int) {
    let refusal = #expect(throws: PlayControl.Refusal.self) {
      try PlayControl(method: method, target: "/control/" + text)
    }
    #expect(refusal?.status == status)
    #expect(refusal?.message.isEmpty == false)
  }

  static let visitors: [(ControlGuard, Bool)] = [
    (visitor("127.0.0.1:8080"), true), (visitor("localhost:8080"), true),
    (visitor("LOCALHOST"), true), (visitor("[::1]:8080"), true),
    (visitor("192.168.1.5:8080"), true),
    (visitor("127.0.0.1:8080", "http://127.0.0.1:8080", "same-origin"), true),
    (visitor("127.0.0.1:8080", "https://127.0.0.1:8080"), true),
    (visitor("127.0.0.1:8080", nil, "none"), true),
    // A page elsewhere; the same machine on another port; a sandboxed frame.
    (visitor("127.0.0.1:8080", "https://evil.example"), false),
    (visitor("127.0.0.1:8080", "http://127.0.0.1:9000"), false),
    (visitor("127.0.0.1:8080", "null"), false),
    (visitor("127.0.0.1:8080", nil, "cross-site"), false),
    (visitor("127.0.0.1:8080", nil, "same-site"), false),
    // A name that was pointed at this machine.
    (visitor("evil.example:8080"), false), (visitor("evil.example", "http://evil.example"), false),
    (visitor("127.0.0.1.evil.example"), false), (visitor("1.2.3"), false), (visitor(""), false),
    (ControlGuard(hosts: [], listensOn: "127.0.0.1"), false),
    (ControlGuard(hosts: ["localhost", "evil.example"], listensOn: "127.0.0.1"), false),
    // The name that it was given to listen on.
    (ControlGuard(hosts: ["box.lan:8080"], listensOn: "Box.lan"), true),
  ]

  private static func visitor(
    _ host: String, _ origin: String? = nil, _ site: String? = nil
  ) -> ControlGuard {
    ControlGuard(hosts: [host], origin: origin, site: site, listensOn: "127.0.0.1")
  }

  @Test(arguments: visitors)
  func `Programs here and our own page may, pages of others may not`(
    visitor: ControlGuard, isWelcome: Bool
  ) {
    #expect((visitor.refusal == nil) == isWelcome)
    #expect(visitor.refusal?.status ?? 403 == 403)
  }

  @Test(arguments: [
    ("60x", "60x"), ("0.5x", "0.5x"), ("1", "1x"), ("2.250x", "2.25x"), ("max", "max"),
  ])
  func `A speed is written as it is read`(text: String, expected: String) throws {
    #expect(ExchangeCore.text(.speed(try #require(Speed(text)))) == expected)
  }
}
