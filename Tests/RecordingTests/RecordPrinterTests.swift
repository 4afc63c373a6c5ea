import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct RecordPrinterTests {
  private func text(
    _ folder: TemporaryFolder, _ form: RecordPrinter.Form = .records,
    _ change: (inout RecordFilter) -> Void = { _ in }
  ) throws -> [UInt8] {
    var filter = RecordFilter()
    change(&filter)
    let printer = RecordPrinter(filter: filter, form: form)
    var output: [UInt8] = []
    let count = try printer.print(
      Recording(paths: [folder.path]), damage: { _ in },
      write: { output.append(contentsOf: $0) })
    #expect(count >= 0)
    return output
  }

  private func recorded() throws -> (TemporaryFolder, [SampleFrame]) {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 1000), startNs: startNs)
    for frame in randomFrames(400, seed: 9) { try writer.append(frame) }
    try writer.close(receivedNs: startNs)
    return (folder, try Played([folder.path]).frames)
  }

  @Test func `All records, as they lie there`() throws {
    let (folder, frames) = try recorded()
    #expect(try text(folder) == frames.flatMap(\.text))
  }

  @Test func `With sequence numbers, or payloads alone`() throws {
    let (folder, frames) = try recorded()
    #expect(
      try text(folder, .numbered) == frames.flatMap { Array("\($0.sequence) ".utf8) + $0.text })
    #expect(try text(folder, .payloads) == frames.flatMap { $0.payload + [0x0A] })
  }

  @Test func `By kind, connection, sequence and time`() throws {
    let (folder, frames) = try recorded()
    #expect(
      try text(folder) { $0.kinds = [.ping, .end] }
        == frames.filter { [.ping, .end].contains($0.kind) }.flatMap(\.text))
    #expect(
      try text(folder) { $0.connections = [2] }
        == frames.filter { $0.connection == 2 }.flatMap(\.text))
    #expect(try text(folder) { $0.sequences = 100...120 } == frames[99...119].flatMap(\.text))
    let (from, to) = (frames[50].receivedNs, frames[77].receivedNs)
    #expect(
      try text(folder) {
        $0.fromNs = from
        $0.toNs = to
      } == frames.filter { $0.receivedNs >= from && $0.receivedNs < to }.flatMap(\.text))
  }
}
