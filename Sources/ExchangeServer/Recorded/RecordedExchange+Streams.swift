import Basics
import Binance
import Market

/// Which streams there are.
extension RecordedExchange {
  private static let streamsMax = 100_000

  package func stream(named name: String) -> Int? {
    if let known = numbers.lookup(name) { return Int(known.rawValue) }
    let stream = StreamName(name)
    let isRecorded = recorded.contains(name)
    // A wrong case finds nothing, as with the exchange.
    guard stream.text == name || isRecorded, streams.count < Self.streamsMax,
      let symbol = stream.symbol.isEmpty
        ? (isRecorded || DerivedStream(suffix: name) != nil ? 0 : nil)
        : market.index(of: stream.symbol)
    else {
      reported.once("stream \(name.inJSONQuotes) is not in the recording: silent")
      return nil
    }
    if isRecorded { return add(Stream(name: name, symbol: symbol)) }
    guard let derived = DerivedStream(suffix: stream.suffix),
      derived != .trade || hasArchivedTrades
    else {
      reported.once(
        "stream \(name.inJSONQuotes) was not recorded, and nothing recorded shows it: silent")
      return nil
    }
    reported.once("stream \(name.inJSONQuotes) was not recorded: made from \(derived.origin)")
    return add(
      Stream(
        name: name, symbol: symbol, derived: derived,
        periodUs: DerivedStream.periodUs(suffix: stream.suffix)))
  }

  private func add(_ stream: Stream) -> Int {
    streams.append(stream)
    return Int(numbers.id(stream.name).rawValue)
  }

  package func setWanted(_ stream: Int, _ isWanted: Bool) {
    streams[stream].isWanted = isWanted
    guard streams[stream].derived != nil else { return }
    derivedWanted.removeAll { $0 == stream }
    if isWanted {
      derivedWanted.append(stream)
      derivedWanted.sort()
      streams[stream].sent = Sent(closedMs: headUs / 1000, mark: .min)
    }
  }
}

/// Lines for the log, each once.
struct ReportedLines {
  var log: ((String) -> Void)?
  private var lines: Set<String> = []
  private static let linesMax = 1000

  mutating func once(_ line: String) {
    guard lines.count < Self.linesMax, lines.insert(line).inserted else { return }
    log?(line)
  }
}
