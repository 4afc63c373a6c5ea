import Recording

/// Frames of foreign files, one at a time. It gives the time of the next frame first, so that
/// several readers can be merged by time, then the frame itself.
protocol FrameReader: AnyObject {
  /// Reads on to the next frame and gives its receive time (ns since the epoch); nil at the end.
  func next() throws -> Int64?

  /// Hands over the frame that `next()` read, and what must stand before it.
  func deliver(into sink: inout some FrameSink) throws
}

/// A stream of an import, which may lie in several files.
protocol StreamReader: FrameReader {
  /// Frames read so far, by the file's position in the list of files of the summary.
  var framesByFile: [Int: Int] { get }
  /// What was found in rows besides them.
  var findings: RowFindings { get }
}

/// Files that follow each other, in the order of their first frames.
final class ChainReader: StreamReader {
  /// A file of the chain, opened when its turn comes, so that a thousand files need one descriptor.
  struct Link {
    var label: String
    /// Position in the list of files of the summary.
    var file: Int
    /// Of its first frame; nil if none was found among its first lines.
    var firstNs: Int64?
    /// Learns whether it is the first of the chain.
    var open: (_ isFirst: Bool) throws -> any FrameReader
  }

  private let links: [Link]
  private var opened = 0
  private var current: (any FrameReader)?
  private var isFirstOfFile = false
  private var lastNs = Int64.min
  private(set) var framesByFile: [Int: Int] = [:]
  let findings = RowFindings()

  /// - Parameter links: in any order; those without a time go first.
  init(_ links: [Link]) {
    self.links = links.enumerated().sorted {
      ($0.element.firstNs ?? .min, $0.offset) < ($1.element.firstNs ?? .min, $1.offset)
    }.map(\.element)
  }

  func next() throws -> Int64? {
    while true {
      if let current, let receivedNs = try current.next() {
        try checkOrder(receivedNs)
        framesByFile[links[opened - 1].file, default: 0] += 1
        return receivedNs
      }
      current = nil
      guard opened < links.count else { return nil }
      current = try links[opened].open(opened == 0)
      opened += 1
      isFirstOfFile = true
    }
  }

  func deliver(into sink: inout some FrameSink) throws { try current?.deliver(into: &sink) }

  private func checkOrder(_ receivedNs: Int64) throws {
    defer {
      isFirstOfFile = false
      lastNs = max(lastNs, receivedNs)
    }
    guard isFirstOfFile, lastNs > receivedNs,
      lastNs - receivedNs > ImportLimits.overlapNsMax
    else { return }
    throw ImportError(
      links[opened - 1].label,
      found: "a first time \((lastNs - receivedNs) / 1_000_000_000) s before the end of "
        + links[opened - 2].label,
      expected: "files of one stream that follow each other in time",
      advice: "leave one of them out: both are of that time")
  }
}

/// Several streams, merged by receive time; of equal times the reader listed first goes first.
final class MergedReader: FrameReader {
  private let readers: [any FrameReader]
  /// The readers that have a frame, the earliest on top: a binary heap.
  private var heap: [(nextNs: Int64, reader: Int)] = []
  private var current: Int?

  init(_ readers: [any FrameReader]) throws {
    self.readers = readers
    for (index, reader) in readers.enumerated() {
      if let nextNs = try reader.next() { heap.append((nextNs, index)) }
    }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  /// The time of the first frame, before any was read.
  var firstNs: Int64? { heap.first?.nextNs }

  func next() throws -> Int64? {
    if let current {
      if let nextNs = try readers[current].next() {
        heap[0].nextNs = nextNs
      } else {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      sink(0)
    }
    current = heap.first?.reader
    return heap.first?.nextNs
  }

  func deliver(into sink: inout some FrameSink) throws {
    guard let current else { return }
    try readers[current].deliver(into: &sink)
  }

  private func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
