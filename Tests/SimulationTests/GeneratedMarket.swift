import Foundation
import Market
import Simulation
import Testing

/// All frames of a generated market, read back with Foundation's JSON reader.
struct GeneratedMarket {
  struct Message {
    var receivedNs: Int64
    var connection: UInt32
    /// The combined frame's stream name without the symbol: `trade`, `depth@100ms` …
    var stream: String
    var data: [String: Any]

    func integer(_ key: String) -> Int64 { (data[key] as? NSNumber)?.int64Value ?? Int64.min }
    func text(_ key: String) -> String { data[key] as? String ?? "missing \(key)" }
    func flag(_ key: String) -> Bool? { (data[key] as? NSNumber)?.boolValue }
    func units(_ key: String) -> Int128 { GeneratedMarket.units(text(key)) }
  }

  var recording: GeneratedRecording
  var frames: [GeneratedFrame] = []

  init(
    _ symbol: String = "ADABNB", seed: UInt64 = 1, minutes: Int64 = 20,
    streams: [MarketStream] = GeneratorOptions.streamsDefault,
    _ change: (inout GeneratorOptions) -> Void = { _ in }
  ) throws {
    var options = GeneratorOptions(
      symbol: symbol, seed: seed, durationMs: minutes * 60_000, streams: streams)
    // History costs most of the time of a short market.
    options.restKlinesMax = 5
    change(&options)
    recording = try GeneratedRecording(options)
    var frame = GeneratedFrame()
    while recording.next(into: &frame) { frames.append(frame) }
  }

  /// The text frames of one stream, or of all that are combined frames.
  func messages(_ stream: String? = nil) throws -> [Message] {
    let prefix = Array(#"{"stream":"\#(recording.profile.symbol.lowercased())@"#.utf8)
    let wanted = stream.map { prefix + Array($0.utf8) + [UInt8(ascii: "\"")] } ?? prefix
    return try frames.filter { $0.kind == .text && $0.payload.starts(with: wanted) }.map { frame in
      let json = try #require(try Self.json(frame.payload) as? [String: Any])
      let name = try #require(json["stream"] as? String)
      return Message(
        receivedNs: frame.receivedNs, connection: frame.connection,
        stream: name.split(separator: "@").dropFirst().joined(separator: "@"),
        data: try #require(json["data"] as? [String: Any]))
    }
  }

  /// The REST answers whose URL contains `path`: first line and body.
  func responses(_ path: String) throws -> [(line: [String: Any], body: Any)] {
    try frames.filter { $0.kind == .response }.compactMap { frame in
      let end = try #require(frame.payload.firstIndex(of: 10))
      let line = try #require(try Self.json(Array(frame.payload[..<end])) as? [String: Any])
      guard try #require(line["url"] as? String).contains(path) else { return nil }
      return (line, try Self.json(Array(frame.payload[(end + 1)...])))
    }
  }

  static func json(_ bytes: [UInt8]) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
  }

  /// A decimal with exactly eight decimals in units of 10⁻⁸.
  static func units(_ text: String) -> Int128 {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1].utf8.count == 8, let units = Int128(parts[0] + parts[1]) else {
      Issue.record("no decimal with eight decimals: \(text)")
      return -1
    }
    return units
  }

  /// The same with eight decimals at most, as futures write it.
  static func amount(_ text: String) -> Int128 {
    let parts = text.split(separator: ".")
    let missing = 8 - (parts.count > 1 ? parts[1].utf8.count : 0)
    guard missing >= 0 else { return units(text) }
    return units(
      parts[0] + "." + (parts.dropFirst().first ?? "") + String(repeating: "0", count: missing))
  }

  /// FNV-1a over every frame with its time, connection and kind.
  var hash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for frame in frames {
      for shift in stride(from: 0, to: 64, by: 8) {
        add(UInt8(truncatingIfNeeded: frame.receivedNs >> Int64(shift)))
      }
      add(UInt8(truncatingIfNeeded: frame.connection))
      add(frame.kind.rawValue)
      for byte in frame.payload { add(byte) }
    }
    return hash
  }

  func bytes(_ kind: GeneratedFrame.Kind) -> [[UInt8]] {
    frames.filter { $0.kind == kind }.map(\.payload)
  }
}
