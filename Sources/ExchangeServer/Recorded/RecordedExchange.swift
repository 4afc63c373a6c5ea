import Binance
import Market
package import Recording

/// A recording as an exchange: its frames at their time, and REST as of the play head.
///
/// Streams that were recorded are sent as they came, byte for byte but for the wrapping that the
/// client asks for. Others are made from the recording where it allows, or stay silent; the log says
/// which. What a question is answered with was received, or follows from what was received, before
/// the play head.
package final class RecordedExchange: MarketSource {
  package let symbols: [String]
  package private(set) var headUs: Int64
  package private(set) var isOver = false
  /// Places of the recording that could not be read.
  package var damageCount: Int { tape.damageCount }

  private(set) var market: RecordedMarket
  private let recording: Recording
  private let recorded: Set<String>
  private let startUs: Int64
  private let log: ((String) -> Void)?
  private var tape: RecordTape

  private var numbers = SymbolTable()
  var streams: [Stream] = []
  /// Numbers of streams that are made here and wanted, ascending.
  private var derivedWanted: [Int] = []
  private var outbox: [SourceFrame] = []
  private var outboxAt = 0
  private var told: Set<String> = []

  struct Stream {
    var name: String
    /// Place of its symbol.
    var symbol: Int
    /// Nil for a stream that was recorded.
    var derived: DerivedStream?
    var periodUs: Int64 = 0
    var isWanted = false
    /// What was last sent of a stream that is made here.
    var sent = Sent()
  }

  struct Sent: Equatable {
    /// Opening time of the last kline that was sent as closed.
    var closedMs: Int64 = .min
    /// Trades or updates that were told of.
    var mark: Int64 = .min
  }

  private static let streamsMax = 100_000
  private static let toldMax = 1000

  /// - Parameters:
  ///   - startUs: where the play head begins; what came before is known, and not sent.
  ///   - log: gets lines about streams that were asked for and not recorded.
  package init(
    _ recording: Recording, survey: RecordedSurvey, startUs: Int64? = nil,
    log: ((String) -> Void)? = nil
  ) {
    self.recording = recording
    symbols = survey.symbols
    recorded = Set(survey.streams)
    self.startUs = min(max(startUs ?? survey.preludeEndUs, survey.firstUs), survey.lastUs + 1)
    self.log = log
    headUs = self.startUs
    tape = RecordTape(recording)
    market = RecordedMarket(symbols)
    catchUp()
  }

  package func rewind() {
    tape = RecordTape(recording)
    market = RecordedMarket(symbols)
    headUs = startUs
    isOver = false
    outbox.removeAll()
    outboxAt = 0
    for index in streams.indices { streams[index].sent = Sent() }
    catchUp()
  }

  /// Takes in what came before the start.
  private func catchUp() {
    while let ns = tape.nextReceivedNs(), ns / 1000 < startUs {
      tape.take { market.take($0, $1, $2) }
    }
  }

  // MARK: Streams

  package func stream(named name: String) -> Int? {
    if let known = numbers.lookup(name) {
      return streams[Int(known.rawValue)].symbol >= 0 ? Int(known.rawValue) : nil
    }
    let stream = StreamName(name)
    // A wrong case finds nothing, as with the exchange.
    guard stream.text == name || recorded.contains(name), streams.count < Self.streamsMax,
      let symbol = stream.symbol.isEmpty
        ? (recorded.contains(name) ? 0 : nil)
        : market.place(stream.symbol)
    else {
      tell(name, "is not in the recording: silent")
      return nil
    }
    if recorded.contains(name) { return add(Stream(name: name, symbol: symbol)) }
    guard let derived = DerivedStream(suffix: stream.suffix) else {
      tell(name, "was not recorded, and nothing recorded tells it: silent")
      return nil
    }
    tell(name, "was not recorded: made from \(derived.origin)")
    return add(
      Stream(
        name: name, symbol: symbol, derived: derived,
        periodUs: DerivedStream.periodUs(suffix: stream.suffix)))
  }

  private func add(_ stream: Stream) -> Int {
    streams.append(stream)
    return Int(numbers.id(stream.name).rawValue)
  }

  private func tell(_ name: String, _ text: String) {
    guard told.count < Self.toldMax, told.insert(name).inserted else { return }
    log?("stream \(RecordedSymbol.quoted(name)) \(text)")
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

  // MARK: Frames

  package func next(untilUs: Int64, into frame: inout SourceFrame) -> Bool {
    while true {
      if outboxAt < outbox.count {
        swap(&frame, &outbox[outboxAt])
        outboxAt += 1
        return true
      }
      outbox.removeAll(keepingCapacity: true)
      outboxAt = 0
      guard let receivedNs = tape.nextReceivedNs() else {
        isOver = true
        return false
      }
      let receivedUs = max(headUs, receivedNs / 1000)
      let slotUs = derivedWanted.isEmpty ? .max : (headUs / Self.slotUs + 1) * Self.slotUs
      let nextUs = min(receivedUs, slotUs)
      guard nextUs < untilUs else {
        headUs = max(headUs, untilUs)
        return false
      }
      headUs = nextUs
      if slotUs <= receivedUs { makeDerived() } else { play() }
    }
  }

  private static let slotUs: Int64 = 100_000

  private func play() {
    let market = market
    tape.take { header, record, bytes in
      market.take(header, record, bytes)
      guard header.kind == .text || header.kind == .binary else { return }
      send(header, bytes)
    }
  }

  /// Puts a recorded frame in the queue if its stream is wanted.
  private func send(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    let payload = header.payload
    if let parts = FrameText.stream(payload, bytes) {
      let name = String(decoding: parts.name.map { bytes[$0] }, as: UTF8.self)
      guard let number = wanted(name) else { return }
      let start = payload.lowerBound
      push(number, tradeId: market.lastTradeId) { frame in
        for place in payload { frame.text.append(bytes[place]) }
        frame.data = parts.data.lowerBound - start..<parts.data.upperBound - start
      }
    } else if let name = market.streams.name(header.connection, market.lastMessage),
      let number = wanted(name)
    {
      pushData(number, tradeId: market.lastTradeId) { text in
        for place in payload { text.append(bytes[place]) }
      }
    }
  }

  private func wanted(_ name: String) -> Int? {
    guard let id = numbers.lookup(name) else { return nil }
    let stream = streams[Int(id.rawValue)]
    return stream.isWanted && stream.derived == nil ? Int(id.rawValue) : nil
  }

  private func push(_ stream: Int, tradeId: Int64?, _ write: (inout SourceFrame) -> Void) {
    var frame = SourceFrame()
    frame.stream = stream
    frame.symbol = streams[stream].symbol
    frame.tradeId = tradeId
    write(&frame)
    outbox.append(frame)
  }

  /// Puts data in the queue, wrapped.
  func pushData(_ stream: Int, tradeId: Int64? = nil, _ write: (inout [UInt8]) -> Void) {
    push(stream, tradeId: tradeId) { frame in
      frame.text += #"{"stream":\#(RecordedSymbol.quoted(streams[stream].name)),"data":"#.utf8
      let start = frame.text.count
      write(&frame.text)
      frame.data = start..<frame.text.count
      frame.text.append(UInt8(ascii: "}"))
    }
  }

  private func makeDerived() {
    for stream in derivedWanted where headUs % streams[stream].periodUs == 0 { derive(stream) }
  }
}
