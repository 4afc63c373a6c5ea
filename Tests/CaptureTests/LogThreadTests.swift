import Basics
import Capture
import CaptureSockets
import Foundation
import Recording
import Synchronization
import TestSupport
import Testing

/// The queue, the log and what is recorded, without a socket.
@Suite struct LogThreadTests {
  private static func frame(_ number: Int) -> [UInt8] {
    Array(#"{"stream":"s\#(number % 3)@trade","data":{"t":\#(number)}}"#.utf8)
  }

  private static func writer(
    _ folder: String, _ options: RecordingWriter.Options = .init(), disk: DiskAccess = .system
  ) throws -> RecordingWriter {
    var options = options
    options.minFreeBytes = 0
    return try RecordingWriter(
      directory: folder, session: SessionInfo(id: "s", tool: "t", host: "h"), options: options,
      startNs: 1000, disk: disk)
  }

  @Test func `what is appended is recorded, then watched, in order and byte for byte`() throws {
    let folder = try TemporaryFolder()
    let intake = FrameIntake()
    let recorded = RecordedFrames()
    let counters = CaptureCounters()
    let log = LogThread(
      writer: try Self.writer(folder.path), intake: intake, recorded: recorded, counters: counters,
      nowNs: { 2000 })
    log.start()
    let frames =
      (0..<20_000).map(Self.frame) + [[], [10, 0, 255], [UInt8](repeating: 7, count: 1 << 21)]
    for (index, frame) in frames.enumerated() {
      // A time that would run backwards is raised, for the watcher too.
      intake.append(
        receivedNs: index % 7 == 0 ? 1500 : 2000 + Int64(index), connection: 1, kind: .text, frame)
      if index % 10 == 0 { intake.flush() }
    }
    intake.close()
    log.wait()
    #expect(log.error == nil)
    #expect(try payloads(folder.path) == frames)
    let watched = recorded.take()
    #expect(
      watched.flatMap { chunk in chunk.frames.map { Array(chunk.bytes[$0.payload]) } } == frames)
    let times = watched.flatMap(\.frames).map(\.receivedNs)
    #expect(times == times.sorted())
    #expect(counters.figures.frames == Int64(frames.count))
    #expect(watched.first?.firstSequence == 2)
  }

  @Test func `a full queue drops whole frames, counts them per stream and says so`() throws {
    let folder = try TemporaryFolder()
    let intake = FrameIntake(bytesMax: 20_000)
    for number in 0..<2000 {
      intake.append(receivedNs: 2000, connection: 1, kind: .text, Self.frame(number))
    }
    #expect(intake.backlog.losing > 1000)
    // Control frames and what the capture says of itself find room.
    intake.append(receivedNs: 2000, connection: 1, kind: .ping, [1])
    let log = LogThread(
      writer: try Self.writer(folder.path), intake: intake, recorded: RecordedFrames(),
      counters: CaptureCounters(), nowNs: { 3000 })
    log.start()
    while intake.backlog.losing > 0 { Thread.sleep(forTimeInterval: 0.001) }
    for number in 2000..<2010 {
      intake.append(receivedNs: 4000, connection: 1, kind: .text, Self.frame(number))
    }
    intake.close()
    log.wait()
    let kept = try payloads(folder.path)
    let losses = try payloads(folder.path, kinds: [.gap])
    #expect(try payloads(folder.path, kinds: [.ping]) == [[1]])
    let first = kept.count - 10
    #expect(kept == (Array(0..<first) + Array(2000..<2010)).map(Self.frame))
    let loss = try #require(losses.first.flatMap { try? JSONParser.parse($0) })
    #expect(losses.count == 1)
    #expect(loss.integer("frames") == Int64(2000 - first))
    let perStream = (0..<3).map { stream in (first..<2000).count { $0 % 3 == stream } }
    let expected = (first..<first + 3).map {
      JSONValue.Member("s\($0 % 3)@trade", .integer(Int64(perStream[$0 % 3])))
    }
    #expect(loss["streams"] == .object(expected))
  }

  @Test func `on a slow disk each frame is kept or counted as lost, and the queue stays bounded`()
    throws
  {
    let folder = try TemporaryFolder()
    let bytesMax = 100_000
    let intake = FrameIntake(bytesMax: bytesMax)
    var disk = DiskAccess.system
    let system = disk
    disk.write = { descriptor, bytes in
      usleep(2000)
      return system.write(descriptor, bytes)
    }
    disk.sync = { descriptor in
      usleep(5000)
      return system.sync(descriptor)
    }
    let log = LogThread(
      writer: try Self.writer(folder.path, disk: disk), intake: intake, recorded: RecordedFrames(),
      counters: CaptureCounters(), nowNs: { 3000 })
    log.start()
    var highest = 0
    for number in 0..<60_000 {
      intake.append(receivedNs: 2000, connection: 1, kind: .text, Self.frame(number))
      if number % 100 == 0 { intake.flush() }
      highest = max(highest, intake.backlog.bytes)
    }
    intake.close()
    log.wait()
    #expect(highest <= bytesMax)
    let kept = try payloads(folder.path)
    // In their order, none twice.
    var next = kept[...]
    for number in 0..<60_000 where next.first == Self.frame(number) { next.removeFirst() }
    #expect(next.isEmpty)
    let losses = try payloads(folder.path, kinds: [.gap]).map {
      try JSONParser.parse($0).integer("frames")
    }
    #expect(!losses.isEmpty)
    #expect(Int64(kept.count) + losses.reduce(0) { $0 + ($1 ?? 0) } == 60_000)
  }

  @Test func `a watcher that is behind misses frames and learns it, the log misses none`() throws {
    let folder = try TemporaryFolder()
    let intake = FrameIntake()
    let recorded = RecordedFrames(bytesMax: 100_000)
    let log = LogThread(
      writer: try Self.writer(folder.path), intake: intake, recorded: recorded,
      counters: CaptureCounters(), nowNs: { 3000 })
    let frames = (0..<50_000).map(Self.frame)
    for frame in frames { intake.append(receivedNs: 2000, connection: 1, kind: .text, frame) }
    log.start()
    while intake.backlog.bytes > 0 { Thread.sleep(forTimeInterval: 0.001) }
    let early = recorded.take()
    intake.append(receivedNs: 2000, connection: 1, kind: .text, [1])
    intake.close()
    log.wait()
    #expect(try payloads(folder.path) == frames + [[1]])
    let late = recorded.take()
    let seen = early.reduce(0) { $0 + $1.frames.count }
    #expect(seen < 50_000)
    #expect(late.first?.skippedBefore == Int64(50_000 - seen))
  }

  @Test func `a disk that fails stops the log with its reason, and nothing piles up`() throws {
    let folder = try TemporaryFolder()
    let intake = FrameIntake()
    let counters = CaptureCounters()
    let written = Atomic<Int>(0)
    var disk = DiskAccess.system
    let system = disk.write
    disk.write = { descriptor, bytes in
      guard written.add(bytes.count, ordering: .relaxed).newValue < 300_000 else {
        return -Int(ENOSPC)
      }
      return system(descriptor, bytes)
    }
    let log = LogThread(
      writer: try Self.writer(folder.path, disk: disk), intake: intake, recorded: RecordedFrames(),
      counters: counters, nowNs: { 3000 })
    log.start()
    var number = 0
    while log.error == nil {
      intake.append(receivedNs: 2000, connection: 1, kind: .text, Self.frame(number))
      intake.flush()
      number += 1
    }
    for more in 0..<1000 {
      intake.append(receivedNs: 2000, connection: 1, kind: .text, Self.frame(number + more))
    }
    intake.close()
    log.wait()
    #expect("\(try #require(log.error))".contains("No space left on device"))
    #expect(intake.backlog.bytes == 0)
    // What was committed is there.
    let kept = try payloads(folder.path)
    #expect(kept == (0..<kept.count).map(Self.frame))
    #expect(Int64(kept.count) >= counters.figures.frames)
    #expect(counters.figures.unwrittenFrames > 0)
  }
}

extension FrameIntake {
  fileprivate func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, _ payload: [UInt8]
  ) {
    var records = RecordBuffer()
    payload.withUnsafeBytes {
      records.append(receivedNs: receivedNs, connection: connection, kind: kind, $0)
    }
    append(records)
  }
}
