import Basics

/// Frames that had to be dropped since the last `g` record, counted per stream.
package struct LossTally: Sendable {
  package private(set) var frameCount: Int64 = 0
  package private(set) var payloadBytes: Int64 = 0
  private var names: [String] = []
  private var counts: [Int64] = []

  package init() {}

  package mutating func add(stream: String, payloadBytes: Int) {
    frameCount += 1
    self.payloadBytes += Int64(payloadBytes)
    if let index = names.firstIndex(of: stream) {
      counts[index] += 1
    } else if names.count < CaptureLimits.lossStreamsMax {
      names.append(stream)
      counts.append(1)
    }
  }

  package mutating func removeAll() { self = LossTally() }

  /// The `g` record that counts them.
  package func payload(reason: String) -> [UInt8] {
    let streams = zip(names, counts).map { "\($0.inJSONQuotes):\($1)" }
    return Array(
      (#"{"reason":\#(reason.inJSONQuotes),"frames":\#(frameCount),"#
        + #""payloadBytes":\#(payloadBytes),"streams":{\#(streams.joined(separator: ","))}}"#).utf8)
  }

  /// The name of the stream that a frame belongs to, as far as its first bytes show.
  package static func stream(
    of payload: UnsafeRawBufferPointer, connection: UInt32
  ) -> String {
    StreamMark.name(of: payload) ?? "connection \(connection)"
  }
}
