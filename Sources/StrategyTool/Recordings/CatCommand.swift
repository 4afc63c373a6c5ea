import ArgumentParser
import Foundation
import Recording
import Runs

/// `tool cat`: a recording's records as text.
struct CatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Print records as they lie in a recording.",
    discussion: """
      Without options the same bytes as zcat, and the records that are not sealed yet. A record is \
      one line: receive time in ns, connection, kind, length, payload. Kinds: t text, o opened, x \
      lost, r response, g gap, m metadata and so on; capitals were sent.

      Exit status: 3 if part of the recording could not be read.

      Examples:
        tool cat recordings/demo | head
        tool cat btc --kind t --payload | jq .data.p
        tool cat btc --from 2024-08-08T23:59:30Z --to 2024-08-09 --connection 1,2
        tool cat btc --sequence 100-120 --number
        tool cat btc --kind o,x,g
      """)

  @OptionGroup var recordings: RecordingArguments
  @OptionGroup var timeZone: TimeZoneArgument

  @Option(help: "Only records of these kinds, for example t,r.")
  var kind: [KindsArgument] = []

  @Option(help: "Only records of these connections, for example 1,2.")
  var connection: [ConnectionsArgument] = []

  @Option(help: "Only records with these sequence numbers, for example 100-120.")
  var sequence: SequenceArgument?

  @Flag(help: "Print the payload alone.")
  var payload = false

  @Flag(help: "Print each record's sequence number ahead of it.")
  var number = false

  func validate() throws {
    if payload && number { throw ValidationError("--payload and --number exclude each other.") }
  }

  func run() throws {
    let recording = try recordings.open(demo: false)
    let range = try recordings.range(in: try timeZone.zone() ?? .gmt)
    var filter = RecordFilter()
    filter.kinds = kind.isEmpty ? nil : Set(kind.flatMap(\.kinds))
    filter.connections = connection.isEmpty ? nil : Set(connection.flatMap(\.connections))
    filter.sequences = sequence?.range
    filter.fromNs = range.fromNs
    filter.toNs = range.toNs
    let printer = RecordPrinter(
      filter: filter, form: payload ? .payloads : number ? .numbered : .records)
    var isDamaged = false
    let count = try printer.print(recording) { damage in
      isDamaged = true
      try Console.flush()
      Console.report("warning: \(damage.message)")
    } write: { bytes in
      try Console.write(bytes.bindMemory(to: UInt8.self).span)
    }
    if count == 0, !isDamaged, let text = try EmptyRange.text(range, recording) {
      Console.report("note: \(text)")
    }
    if isDamaged { throw ExitCode(3) }
  }
}

/// `--kind t,r`.
struct KindsArgument: ExpressibleByArgument {
  let kinds: [FrameKind]

  init?(argument: String) {
    let letters = argument.split(separator: ",").map { Array($0.utf8) }
    guard !letters.isEmpty, letters.allSatisfy({ $0.count == 1 && (0x21...0x7E).contains($0[0]) })
    else { return nil }
    kinds = letters.map { FrameKind(rawValue: $0[0]) }
  }
}

/// `--connection 1,2`.
struct ConnectionsArgument: ExpressibleByArgument {
  let connections: [UInt32]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    connections = parts.compactMap { UInt32($0) }
    guard connections.count == parts.count else { return nil }
  }
}

/// `--sequence 100-120`, `100-` or `100`.
struct SequenceArgument: ExpressibleByArgument {
  let range: ClosedRange<Int64>

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let first = Int64(parts[0]) else { return nil }
    let last = parts.count == 1 ? first : parts[1].isEmpty ? Int64.max : Int64(parts[1])
    guard let last, first <= last else { return nil }
    range = first...last
  }
}
