import Basics

@testable import ExchangeServer

/// Clients without sockets: what they were sent, taken apart into frames.
final class TestClients: ExchangeTransport {
  struct Frame: Equatable {
    var opcode: WireFrame.Opcode
    var payload: [UInt8]
    var text: String { String(decoding: payload, as: UTF8.self) }
  }

  private(set) var bytes: [Int: [UInt8]] = [:]
  private(set) var ended: [Int: String] = [:]
  /// How much a client leaves unread.
  var unread: [Int: Int] = [:]

  func send(_ wire: [UInt8], to connections: [Int]) {
    for number in connections where ended[number] == nil { bytes[number, default: []] += wire }
  }

  func close(_ connection: Int) { ended[connection] = "closed" }
  func abort(_ connection: Int) { ended[connection] = "aborted" }
  func bufferedBytes(_ connection: Int) -> Int { unread[connection] ?? 0 }

  /// The whole frames a client got since the last call, and what is left of a half one.
  func take(_ number: Int) -> [Frame] {
    var frames: [Frame] = []
    var rest = (bytes[number] ?? [])[...]
    while let frame = Self.next(&rest) { frames.append(frame) }
    bytes[number] = Array(rest)
    return frames
  }

  func texts(_ number: Int) -> [String] {
    take(number).filter { $0.opcode == .text }.map(\.text)
  }

  static func next(_ bytes: inout ArraySlice<UInt8>) -> Frame? {
    guard bytes.count >= 2 else { return nil }
    let start = bytes.startIndex
    guard let opcode = WireFrame.Opcode(rawValue: bytes[start] & 0x0F) else { return nil }
    var count = Int(bytes[start + 1])
    var headCount = 2
    if count >= 126 {
      let digits = count == 126 ? 2 : 8
      guard bytes.count >= 2 + digits else { return nil }
      count = bytes[(start + 2)..<(start + 2 + digits)].reduce(0) { $0 << 8 | Int($1) }
      headCount += digits
    }
    guard bytes.count >= headCount + count else { return nil }
    let payload = Array(bytes[(start + headCount)..<(start + headCount + count)])
    bytes = bytes.dropFirst(headCount + count)
    return Frame(opcode: opcode, payload: payload)
  }
}

/// An exchange in virtual time, with clients that only remember.
final class TestExchange {
  let core: ExchangeCore
  let clients = TestClients()
  private(set) var nowNs = TestMarket.startMs * 1_000_000
  private(set) var truth: [String] = []

  convenience init(
    _ symbols: [String] = ["ADABNB"], rateMilli: Int64 = 1000,
    _ change: (inout ExchangeOptions) -> Void = { _ in }
  ) throws {
    self.init(source: try TestMarket.source(symbols, rateMilli: rateMilli), change)
  }

  init(source: any MarketSource, _ change: (inout ExchangeOptions) -> Void = { _ in }) {
    var options = ExchangeOptions()
    change(&options)
    let lines = Lines()
    core = ExchangeCore(
      options, source: source, startedNs: nowNs,
      truth: { lines.all += $0.split(separator: "\n").map(String.init) })
    core.attach(clients)
    self.lines = lines
  }

  private final class Lines { var all: [String] = [] }
  private let lines: Lines
  var truthLines: [String] { lines.all }

  /// Lets time pass, in steps of 5 ms.
  func run(ms: Int64) {
    for _ in 0..<max(1, ms / 5) {
      nowNs += 5_000_000
      _ = core.tick(nowNs: nowNs)
    }
  }

  func open(_ target: String) throws -> Int {
    let refusal = core.knock(target: target, address: "127.0.0.1", nowNs: nowNs)
    guard refusal == nil, let number = core.opened(target: target, nowNs: nowNs) else {
      throw Refused(status: refusal?.status ?? 0)
    }
    return number
  }

  struct Refused: Error, Equatable { var status: Int }

  func say(_ text: String, _ number: Int) {
    core.received(.text(Array(text.utf8)), from: number, nowNs: nowNs)
  }

  /// A control, as a program on this machine asks for it.
  @discardableResult
  func control(_ method: String, _ target: String) -> RestAnswer {
    core.control(
      method: method, target: target,
      by: ControlGuard(hosts: ["127.0.0.1:8080"], listensOn: "127.0.0.1"), nowNs: nowNs)
  }

  /// A member of the state.
  func state(_ key: String) -> JSONValue? {
    try? JSONParser.parse(control("GET", "/control/state").body)[key]
  }

  /// Lets time pass until a seek has arrived.
  func finishSeeking() {
    for _ in 0..<10_000 where core.isSeeking { run(ms: 5) }
  }

  func get(_ target: String) -> RestAnswer {
    core.answer(method: "GET", target: target, address: "127.0.0.1", nowNs: nowNs)
  }
}
