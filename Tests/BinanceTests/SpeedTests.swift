import Binance
import Foundation
import TestSupport
import Testing

/// Measures, and judges nothing: ns per frame on real captures, in blocks of 256 KiB as replay has
/// them. Run it on an idle machine:
///
///     TAPEDECK_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter SpeedTests
@Suite(
  .enabled(if: SharedReal.exists && ProcessInfo.processInfo.environment["TAPEDECK_SPEED"] != nil))
struct SpeedTests {
  private static let blockBytes = 256 << 10

  @Test func `ns per frame`() throws {
    var bytes: [UInt8] = []
    for day in ["08", "09"] {
      bytes += try RealFiles.content("frames/spot_btcusdt_202408\(day).gz")
    }
    let all = RealFiles.frames(bytes)
    func named(_ stream: String) -> [Range<Int>] {
      let name = Array(#"{"stream":"btcusdt@\#(stream)"#.utf8)
      return all.filter { bytes[$0].starts(with: name) }
    }
    report("all spot frames, trades wanted", bytes, all, .trades)
    report("trades", bytes, named("trade"), .trades)
    report("book tickers, skipped", bytes, named("bookTicker"), .trades)
    report("depth, skipped", bytes, named("depth"), .trades)
    report("book tickers", bytes, named("bookTicker"), .everything)
    report("depth", bytes, named("depth"), .everything)
    report("all spot frames, all wanted", bytes, all, .everything)
  }

  /// The best of several rounds: other work on the machine only adds.
  private func report(
    _ what: String, _ bytes: [UInt8], _ frames: [Range<Int>], _ wanted: MessageKinds
  ) {
    let rounds = (0..<15).map { _ in round(bytes, frames, MessageDecoder(wanted: wanted)) }
    let ns = Double(rounds.min() ?? 0) / Double(frames.count)
    let size = Double(frames.reduce(0) { $0 + $1.count }) / Double(frames.count)
    print("\(what): \(Int(ns.rounded())) ns a frame of \(Int(size)) bytes")
  }

  private func round(
    _ bytes: [UInt8], _ frames: [Range<Int>], _ decoder: MessageDecoder
  ) -> UInt64 {
    var batch = MessageBatch()
    var total: UInt64 = 0
    var next = 0
    while next < frames.count {
      var block: [UInt8] = []
      var ranges: [Range<Int>] = []
      while next < frames.count, block.count < Self.blockBytes {
        ranges.append(block.count..<block.count + frames[next].count)
        block += bytes[frames[next]]
        next += 1
      }
      batch.removeAll()
      let start = DispatchTime.now().uptimeNanoseconds
      for (record, range) in ranges.enumerated() {
        let frame = FrameReference(receivedNs: 0, connection: 1, record: Int32(record))
        decoder.decodeText(block.span.extracting(range), frame, into: &batch)
      }
      total += DispatchTime.now().uptimeNanoseconds - start
    }
    return total
  }
}
