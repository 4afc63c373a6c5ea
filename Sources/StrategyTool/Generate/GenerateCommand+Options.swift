import ArgumentParser
import Basics
import Market
import Recording
import Simulation

extension GenerateCommand {
  /// The generator's options from ours.
  func options() throws -> GeneratorOptions {
    let startMs = try start.map { try $0.ns() / 1_000_000 }
    var options = GeneratorOptions(
      symbol: String(symbol.map { $0.isASCII ? Character($0.uppercased()) : $0 }), seed: seed,
      startMs: startMs ?? GeneratorOptions.startMsDefault, durationMs: duration.ns / 1_000_000,
      streams: try streams())
    options.rateMilli = try RateArgument.milli(rate)
    options.faults = try names(fault).map { name in
      guard let fault = GeneratorFault(rawValue: name) else {
        let known = GeneratorFault.allCases.map(\.rawValue)
        throw ValidationError("no fault '\(name)'. \(Nearest.advice(for: name, among: known))")
      }
      return fault
    }
    options.trackedIntervals = try names(expected).map(interval)
    return options
  }

  private func streams() throws -> [MarketStream] {
    let klines = try names(klineInterval).map { MarketStream.kline(try interval($0)) }
    var streams = try names(stream).map { try MarketStream(recorded: $0) }
    if streams.isEmpty {
      streams = GeneratorOptions.streamsDefault
      if !klines.isEmpty { streams.removeAll { $0 == .kline(.m5) } }
    }
    for kline in klines where !streams.contains(kline) { streams.append(kline) }
    return streams
  }

  private func interval(_ name: String) throws -> Interval {
    if let interval = Interval(name) { return interval }
    throw ValidationError(
      "no interval '\(name)'. \(Nearest.advice(for: name, among: Interval.names))")
  }

  /// The names of an option that may be repeated and may hold lists.
  private func names(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",").map(String.init) }
  }

  /// Nothing of the machine or the moment is in it: the same options, the same recording.
  func session() throws -> SessionInfo {
    let options = try options()
    let config = JSONValue.object([
      ("symbol", .string(options.symbol)), ("seed", .number(String(options.seed))),
      ("startMs", .integer(options.startMs)), ("durationMs", .integer(options.durationMs)),
      ("streams", .array(options.streams.map { .string($0.suffix) })),
      ("rateMilli", .integer(options.rateMilli)),
      ("faults", .array(options.faults.map { .string($0.rawValue) })),
    ])
    return SessionInfo(
      id: "generated_\(seed)", tool: "tapedeck generate", host: "generated", config: config.text)
  }

  func writerOptions() -> RecordingWriter.Options {
    var options = RecordingWriter.Options()
    options.rotateNs = rotate.ns
    options.minFreeBytes = minFree.bytes
    // What is lost in a power cut can be generated again.
    options.sync = .never
    return options
  }
}
