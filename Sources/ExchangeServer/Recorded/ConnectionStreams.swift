import Basics
import Binance
import Market
import Recording

/// What each recorded connection was subscribed to: frames of raw connections do not name their
/// stream.
struct ConnectionStreams {
  private var names: [UInt32: [String]] = [:]
  /// Streams that more than one connection has.
  private var doubled: Set<String> = []

  private static let connectionsMax = 4096
  private static let payloadBytesMax = 64 << 10

  /// Takes in a record that opens, ends or changes a connection.
  mutating func note(_ frame: Frame) {
    guard frame.payload.count <= Self.payloadBytesMax, frame.kind.isContext else { return }
    defer { findDoubled() }
    let payload = frame.payload.withUnsafeBufferPointer { Array($0) }
    switch frame.kind {
    case .opened:
      let record = try? JSONParser.parse(payload)
      guard case .string(let url)? = record?["url"],
        names[frame.connection] != nil || names.count < Self.connectionsMax
      else { return }
      names[frame.connection] = StreamURL(url).streams.map(\.text)
    case .textSent:
      guard let (request, _) = try? ControlRequest.read(payload) else { return }
      change(frame.connection, request)
    case .lost: names[frame.connection] = nil
    default: break
    }
  }

  private mutating func change(_ connection: UInt32, _ request: ControlRequest) {
    switch request {
    case .subscribe(let asked):
      let known = names[connection] ?? []
      guard known.count + asked.count <= ControlRequest.streamsMax else { return }
      names[connection] = known + asked
    case .unsubscribe(let dropped): names[connection]?.removeAll { dropped.contains($0) }
    default: break
    }
  }

  /// Whether more than one connection is subscribed to a stream.
  func isDoubled(_ name: String) -> Bool { !doubled.isEmpty && doubled.contains(name) }

  private mutating func findDoubled() {
    var seen: Set<String> = []
    doubled = []
    guard names.count > 1 else { return }
    for list in names.values {
      for name in Set(list) where !seen.insert(name).inserted { doubled.insert(name) }
    }
  }

  /// The stream that a frame without a name came from; nil if nothing says.
  func name(_ connection: UInt32, _ message: LastMessage?) -> String? {
    guard let names = names[connection] else { return nil }
    if names.count == 1 { return names[0] }
    guard let message else { return nil }
    return names.first { text in
      let name = StreamName(text)
      guard name.kind == message.kind, message.symbol.isEmpty || name.symbol == message.symbol
      else { return false }
      return message.interval.map { name.suffix == "kline_" + $0.rawValue } ?? true
    }
  }

  /// What a frame was found to hold.
  struct LastMessage {
    var kind: MessageKind
    /// Empty where the message does not name it.
    var symbol: String
    var interval: Interval?
  }
}
