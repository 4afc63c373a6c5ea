import Foundation
import Glibc
import Recording
import RecordingSamples
import Synchronization
import TestSupport
import Testing

/// A disk that counts what is asked of it and fails when it is to.
final class TestDisk: Sendable {
  struct State {
    var freeBytes: Int64? = .max
    var writes: [Int] = []
    var syncs = 0
    /// Bytes that still fit; nil: any number.
    var room: Int?
  }

  let state = Mutex(State())

  var access: DiskAccess {
    DiskAccess(
      freeBytes: { _ in self.state.withLock { $0.freeBytes } },
      write: { descriptor, bytes in
        let count = self.state.withLock { state in
          let count = min(bytes.count, state.room ?? bytes.count)
          state.room = state.room.map { $0 - count }
          if count > 0 { state.writes.append(count) }
          return count
        }
        return count > 0 ? write(descriptor, bytes.baseAddress, count) : -Int(ENOSPC)
      },
      sync: { _ in
        self.state.withLock { $0.syncs += 1 }
        return 0
      })
  }

  var writes: [Int] { state.withLock { $0.writes } }
  var syncs: Int { state.withLock { $0.syncs } }
}

@Suite struct DiskTests {
  let folder: TemporaryFolder
  let disk = TestDisk()

  init() throws { folder = try TemporaryFolder() }

  private func writer(
    _ change: (inout RecordingWriter.Options) -> Void = { _ in }
  ) throws -> RecordingWriter {
    var options = RecordingWriter.Options.small(block: 1000)
    change(&options)
    return try RecordingWriter(
      directory: folder.path, session: .test, options: options, startNs: startNs,
      disk: disk.access)
  }

  // MARK: - What reaches the disk, and when

  @Test func `A commit is one write, whatever was appended`() throws {
    let writer = try writer()
    try writer.commit()
    let before = disk.writes.count
    for index in 0..<5 { try writer.append("frame \(index)") }
    #expect(disk.writes.count == before)
    try writer.commit()
    #expect(disk.writes.count == before + 1)
    try writer.commit()
    #expect(disk.writes.count == before + 1)
    try writer.close(receivedNs: startNs)
  }

  @Test func `Without commits nothing is written but whole blocks`() throws {
    let writer = try writer()
    for index in 0..<100 { try writer.append("frame \(index)") }
    try writer.close(receivedNs: startNs)
    let recording = try Recording(paths: [folder.path])
    var cursor = BlockCursor(recording)
    var members: [Int] = []
    while case .block(let location)? = try cursor.next() {
      members.append(location.header.memberBytes)
    }
    #expect(disk.writes == members)
  }

  @Test func `Sync always: every commit is on the disk when it returns`() throws {
    let writer = try writer { $0.sync = .always }
    let before = disk.syncs
    for index in 1...5 {
      try writer.append("x")
      try writer.commit()
      // The first one makes the tail's name durable too.
      #expect(disk.syncs == before + index + 1)
    }
    try writer.close(receivedNs: startNs)
  }

  @Test func `Sync never`() throws {
    let writer = try writer { $0.sync = .never }
    for _ in 0..<100 {
      try writer.append("some frame")
      try writer.commit()
    }
    try writer.close(receivedNs: startNs)
    #expect(disk.syncs == 0)
  }

  @Test func `Sync by block: once for each block that had a tail`() throws {
    let writer = try writer { $0.sync = .block }
    let before = disk.syncs
    for _ in 0..<100 {
      try writer.append("some frame")
      try writer.commit()
    }
    try writer.close(receivedNs: startNs)
    let recording = try Recording(paths: [folder.path])
    var cursor = BlockCursor(recording)
    var blocks = 0
    while try cursor.next() != nil { blocks += 1 }
    #expect(blocks > 3)
    #expect(disk.syncs == before + blocks)
  }

  @Test func `Sync every second, by the time of the frames and the ticks`() throws {
    let second: Int64 = 1_000_000_000
    let writer = try writer {
      $0.sync = .every(ns: second)
      $0.blockRawBytes = 1 << 20
    }
    let before = disk.syncs
    for tenth in Int64(0)..<30 {
      try writer.append("x", atNs: startNs + tenth * second / 10)
      try writer.commit()
      // The tail and its folder at 0, 1 and 2 s. Syncs that wait are joined; here none shall wait.
      wait(untilSyncs: before + Int(tenth / 10 + 1) * 2)
    }
    try writer.tick(nowNs: startNs + 2 * second + second / 2)
    try writer.tick(nowNs: startNs + 3 * second)
    wait(untilSyncs: before + 8)
    try writer.close(receivedNs: startNs + 4 * second)
    // And the block at the end.
    #expect(disk.syncs == before + 9)
  }

  /// Lets the sealing thread do what it was given.
  private func wait(untilSyncs count: Int) {
    for _ in 0..<1_000_000 where disk.syncs < count { sched_yield() }
  }

  // MARK: - Full and failing disks

  @Test func `Below the floor the recording is ended cleanly and says so`() throws {
    let writer = try writer { $0.minFreeBytes = 5000 }
    var kept: [String] = []
    disk.state.withLock { $0.freeBytes = 4999 }
    let error = try #require(throws: RecordingError.self) {
      for index in 0..<1000 {
        kept.append("frame \(index)")
        try writer.append(kept[index])
        try writer.commit()
      }
    }
    #expect(
      error
        == .belowFreeSpaceFloor(directory: folder.path, freeBytes: 4999, floorBytes: 5000))
    let played = try Played([folder.path])
    // The frame that met the floor is kept too.
    #expect(
      played.texts
        == kept + [
          #"{"reason":"the disk is nearly full","freeBytes":4999,"minFreeBytes":5000}"#
        ])
    #expect(played.frames.last?.kind == .end)
    #expect(played.damages == [])
    #expect(throws: error) { try writer.append("more") }
    try writer.close(receivedNs: startNs)
  }

  @Test func `A tick looks at the free space too`() throws {
    let writer = try writer { $0.minFreeBytes = 5000 }
    try writer.append("a")
    disk.state.withLock { $0.freeBytes = 10 }
    #expect(throws: RecordingError.self) { try writer.tick(nowNs: startNs) }
    #expect(try Played([folder.path]).frames.map(\.kind) == [.metadata, .text, .gap, .end])
  }

  @Test func `No recording begins below the floor`() throws {
    disk.state.withLock { $0.freeBytes = 10 }
    #expect(throws: RecordingError.self) { _ = try writer { $0.minFreeBytes = 5000 } }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test(arguments: [0, 1, 50, 300, 700, 1500, 2500])
  func `A disk that is full loses nothing that was committed`(room: Int) throws {
    var committed: [String] = []
    do {
      let writer = try writer()
      try writer.commit()
      disk.state.withLock { $0.room = room }
      let error = try #require(throws: RecordingError.self) {
        for index in 0..<1000 {
          try writer.append("frame \(index)")
          try writer.commit()
          committed.append("frame \(index)")
        }
      }
      guard case .system(_, let path, ENOSPC) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(path.hasPrefix(folder.path + "/20240808T140000Z-s1-000001.gz"))
      #expect(throws: error) { try writer.append("more") }
      #expect(throws: error) { try writer.commit() }
    }
    // Readable as it lies there; and recovered by the next session, when there is room again.
    #expect(try Played([folder.path]).texts.starts(with: committed))
    let next = try RecordingWriter(
      directory: folder.path, session: .test("s2"), options: .small(), startNs: startNs + 1)
    try next.close(receivedNs: startNs + 1)
    let played = try Played([folder.path])
    #expect(played.texts.starts(with: committed))
    #expect(played.damages == [])
  }

  // MARK: - One writer

  @Test func `A second writer learns who holds the folder`() throws {
    let writer = try writer()
    let error = try #require(throws: RecordingError.self) {
      _ = try RecordingWriter(
        directory: folder.path, session: .test("s2"), options: .small(), startNs: startNs)
    }
    #expect(
      error.description
        == "\(folder.path): another writer holds this recording (process \(getpid()) on here, "
        + "session s1); stop it, or write to another folder")
    #expect(Recording.writer(in: folder.path) == "process \(getpid()) on here, session s1")
    try writer.close(receivedNs: startNs)
    #expect(Recording.writer(in: folder.path) == nil)
    let next = try RecordingWriter(
      directory: folder.path, session: .test("s2"), options: .small(), startNs: startNs)
    try next.close(receivedNs: startNs)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test func `A session's name is used once in a folder`() throws {
    try writer().close(receivedNs: startNs)
    let error = try #require(throws: RecordingError.self) { _ = try writer() }
    #expect(
      error.description
        == "\(folder.path)/20240808T140000Z-s1-000001.gz: the session 's1' is in this folder "
        + "already; choose another name for the session, or another folder")
  }
}
