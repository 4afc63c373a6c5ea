import Archive
import Binance
import Foundation
import Market
import Recording
import TestSupport
import Testing

@testable import Feed

/// Packed blocks give the batches that their text gives, entry for entry.
@Suite struct ColumnFramesTests {
  private static let wanted: [MessageKinds] = [
    [], MessageKinds(.trade), MessageKinds([.trade, .offBookTrade, .kline]),
    MessageKinds(.aggTrade), .everything,
  ]

  /// All that batches say, block boundaries aside.
  private struct Said: Equatable {
    var lines: [String] = []
    var notes: [String] = []
    var counts = MessageCounts()
    var names: [String: Int] = [:]
    var frameCount = 0
    var payloadBytes = 0
    var firstReceivedNs: Int64?
    var lastReceivedNs: Int64?

    mutating func add(_ batch: FrameBatch) {
      let messages = batch.messages
      for entry in messages.entries {
        let sequence = batch.location!.firstSequence + Int64(entry.frame.record)
        lines.append(
          "\(sequence) \(entry.kind) \(entry.origin) \(entry.frame.connection) "
            + "\(entry.frame.receivedNs) "
            + "\(entry.eventTimeUs) \(Self.value(entry, messages))")
      }
      for note in batch.notes {
        let sequence =
          note.isContext ? 0 : batch.location!.firstSequence + Int64(note.frame.record)
        notes.append(
          "\(sequence) \(note.kind) \(note.frame.connection) \(note.frame.receivedNs) "
            + "\(note.text) \(note.isContext)")
      }
      counts += messages.counts
      for name in messages.unknownKinds.list { names["k " + name.name, default: 0] += name.count }
      for name in messages.unknownKeys.list { names["n " + name.name, default: 0] += name.count }
      names["others", default: 0] += messages.unknownKinds.others + messages.unknownKeys.others
      frameCount += batch.frameCount
      payloadBytes += batch.payloadBytes
      firstReceivedNs = firstReceivedNs ?? batch.firstReceivedNs
      lastReceivedNs = batch.lastReceivedNs ?? lastReceivedNs
      if let damage = batch.damage { lines.append("\(damage)") }
    }

    private static func value(_ entry: MessageBatch.Entry, _ messages: MessageBatch) -> String {
      let index = Int(entry.index)
      switch entry.kind {
      case .trade, .aggTrade, .blockTrade, .offBookTrade, .repairedTrade:
        var trade = messages.trades[index]
        let name = messages.symbols.name(trade.symbol)
        trade.symbol = SymbolID(rawValue: 0)
        return "\(name) \(trade)"
      case .kline, .continuousKline, .uiKline:
        var kline = messages.klines[index]
        let name = messages.symbols.name(kline.candle.symbol)
        kline.candle.symbol = SymbolID(rawValue: 0)
        return "\(name) \(kline)"
      case .error, .reply, .serverShutdown, .malformed: return "\(messages.notices[index])"
      default: return ""
      }
    }
  }

  private func said(
    _ recording: Recording, _ wanted: MessageKinds, range: TimeRange = .all
  ) throws -> Said {
    var said = Said()
    try BatchReader(recording, decoder: FrameDecoder(wanted: wanted), range: range).run { batch in
      said.add(batch)
      return true
    }
    return said
  }

  private func expectSame(
    _ plain: Recording, _ packed: Recording, range: TimeRange = .all, _ name: String
  ) throws {
    for wanted in Self.wanted {
      let (text, columns) = try (
        said(plain, wanted, range: range), said(packed, wanted, range: range)
      )
      #expect(!text.lines.isEmpty || wanted != .everything, "\(name)")
      for (line, other) in zip(text.lines, columns.lines) where line != other {
        Issue.record("\(name): \(line) — \(other)")
        return
      }
      // Only how blocks are cut may differ.
      #expect(text == columns, "\(name)")
    }
  }

  private func pack(_ plain: Recording, _ body: (Recording) throws -> Void) throws {
    let folder = try TemporaryFolder()
    _ = try Conversion.pack(plain, output: folder.file("packed"))
    try body(try Recording(paths: [folder.file("packed")], packed: PackedDecoder.self))
  }

  @Test(arguments: ["demo", "seed", "faults/duplicate", "faults/gap", "faults/reconnect"])
  func `Of the recordings that ship with the project`(name: String) throws {
    let plain = try Recording(paths: [PackageRoot.path + "/recordings/" + name])
    try pack(plain) { packed in try expectSame(plain, packed, name) }
  }

  @Test func `Of a stretch of time, whose ends cut blocks`() throws {
    let plain = try Recording(paths: [PackageRoot.path + "/recordings/demo"])
    let hour: Int64 = 3_600_000_000_000
    let fromNs: Int64 = 1_621_641_600_000_000_000 + hour + hour / 3
    try pack(plain) { packed in
      try expectSame(
        plain, packed, range: TimeRange(fromNs: fromNs, toNs: fromNs + hour), "a range")
    }
  }

  /// Frames as each market sends them, and values that are none of a trade.
  private static let texts = [
    #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}"#,
    #"{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","b":88,"a":77,"T":1723161255342,"m":true,"M":true}"#,
    #"{"stream":"adausdt@trade","data":{"e":"trade","E":1723161255343,"T":1723161255342,"s":"ADAUSDT","t":37,"p":"0.3321","q":"150","X":"MARKET","m":false}}"#,
    #"{"stream":"adausdt@trade","data":{"e":"trade","E":1723161255343,"T":1723161255342,"s":"ADAUSDT","t":37,"p":"0","q":"0","X":"NA","m":false}}"#,
    #"{"stream":"adausdt@aggTrade","data":{"e":"aggTrade","E":1723161255343123,"s":"ADAUSDT","a":425086,"p":"13.80760000","q":"105.82000000","f":439578,"l":439579,"T":1723161255342123,"m":false,"M":true}}"#,
    #"{"stream":"1000shibusdt@trade","data":{"e":"trade","E":1723161255343,"s":"1000SHIBUSDT","t":37,"p":"0.3321","q":"150","T":1723161255342,"m":false,"M":true}}"#,
    #"{"stream":"btcusdt@trade","data":{"e":"trade","E":17231612,"s":"BTCUSDT","t":37,"p":"1.5","p":"999999999999999999","q":"2","T":1723161255342,"m":true,"M":false,"new":9}}"#,
    #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":[["61737.63000000","0.00000000"]],"a":[]}}"#,
    #"{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":1,"u":2,"b":[["1.0","0.00000000"]],"a":[]}"#,
    #"{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}"#,
    #"{"stream":"bnbbtc@kline_1m","data":{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}}"#,
    #"{"result":null,"id":1}"#, #"{"e":"error","m":"queue"}"#, #"{"e":"news","x":1}"#,
  ]

  /// The same frames over and over, so that each template has columns, one in ten of them changed.
  private func mutants(seed: UInt64) -> [FeedRecording.Frame] {
    var random = SeededRandom(seed: seed)
    let templates =
      (0..<12).map { _ in mutant(&random, changes: 1) } + Self.texts.map { Array($0.utf8) }
    return (0..<2000).map { index in
      var payload = templates[Int.random(in: 0..<templates.count, using: &random)]
      for (at, byte) in payload.enumerated()
      where (0x31...0x39).contains(byte) && Int.random(in: 0..<8, using: &random) == 0 {
        payload[at] = UInt8.random(in: 0x31...0x39, using: &random)
      }
      if Int.random(in: 0..<10, using: &random) == 0 {
        payload = mutant(&random, changes: 2)
      }
      return FeedRecording.Frame(
        receivedNs: Int64(index) * 1000, payload: String(decoding: payload, as: UTF8.self))
    }
  }

  private func mutant(_ random: inout SeededRandom, changes: Int) -> [UInt8] {
    var bytes = Array(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)].utf8)
    for _ in 0..<changes {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0x20...0x7E, using: &random)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(contentsOf: bytes[at..<min(at + 20, bytes.count)], at: at)
      default: bytes.insert(UInt8.random(in: 0x30...0x39, using: &random), at: at)
      }
    }
    return bytes
  }

  /// One group of columns with two symbols whose frames are mixed, decimals that differ, and now and
  /// then a row that is no trade or no kline: then the block's text says.
  @Test(arguments: [0, 5])
  func `Of symbols that share columns, and rows that are not what their template is`(odd: Int)
    throws
  {
    let frames = (0..<600).map { index in
      let isFirst = index % 3 == 0
      let symbol = isFirst ? "BTCUSDT" : "1000PEPEUSDT"
      let price =
        odd > 0 && index % 100 == odd ? "0.00" : isFirst ? "61837.0\(index % 10)" : "0.0017"
      let ms = 1_723_161_255_000 + index
      let text =
        index % 5 == 4
        ? #"{"e":"kline","E":\#(ms),"s":"\#(symbol)","k":{"t":1723161240000,"T":\#(odd > 0 && index % 100 == 99 ? 9 : 1_723_161_299_999),"s":"\#(symbol)","i":"1m","f":7,"L":\#(index),"o":"1.5","c":"\#(price)","h":"2.0","l":"1.0","v":"\#(index).5","n":\#(index),"x":\#(index % 2 == 0),"q":"9.9","V":"1.5","Q":"3.3","B":"0"}}"#
        : #"{"e":"\#(index % 5 == 3 ? "aggTrade" : "trade")","E":\#(ms),"s":"\#(symbol)","\#(index % 5 == 3 ? "a" : "t")":\#(index),"p":"\#(price)","q":"0.\#(index % 7 + 1)",\#(index % 5 == 3 ? #""f":\#(index),"l":\#(index + 2),"# : "")"T":\#(ms - 1),"m":\#(index % 2 == 0)}"#
      return FeedRecording.Frame(receivedNs: Int64(index) * 1000, payload: text)
    }
    let made = try FeedRecording(frames)
    try pack(made.recording) { packed in try expectSame(made.recording, packed, "odd \(odd)") }
    withExtendedLifetime(made) {}
  }

  @Test(arguments: UInt64(1)...12)
  func `Of changed frames`(seed: UInt64) throws {
    let made = try FeedRecording(mutants(seed: seed))
    try pack(made.recording) { packed in
      try expectSame(made.recording, packed, "seed \(seed)")
    }
    withExtendedLifetime(made) {}
  }

  /// For each of `texts`, by what is wanted. Where any trades are wanted the decoder reads every kind of
  /// them: an aggregate's fields then, too.
  @Test(arguments: [
    (
      MessageKind.trade,
      [
        "trade", "trade", "trade", "trade", "trade", "trade", "text", "skip", "skip", "text",
        "skip",
      ]
    ),
    (
      MessageKind.kline,
      ["skip", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "text", "kline"]
    ),
  ])
  func `Trades and klines are read as fields, and what is not wanted is not looked at`(
    wanted: MessageKind, plans expected: [String]
  ) {
    let decoder = FrameDecoder(wanted: MessageKinds(wanted))
    for (text, expected) in zip(Self.texts, expected) {
      let frames = (0..<20).map { FeedRecording.Frame(receivedNs: $0, payload: text) }
      var plans: [String] = []
      if let made = try? FeedRecording(frames) {
        try? pack(made.recording) { plans = try Self.plans($0, decoder) }
        withExtendedLifetime(made) {}
      }
      #expect(plans == [expected], "\(text)")
    }
  }

  /// What is planned for text frames of a recording's first block.
  private static func plans(_ recording: Recording, _ decoder: FrameDecoder) throws -> [String] {
    var cursor = BlockCursor(recording)
    guard case .block(let location)? = try cursor.next(),
      let columns = try BlockReader(recording).columns(of: location)
    else { return [] }
    return (0..<columns.templateCount).filter { columns.kind($0) == .text }.map { index in
      switch TemplatePlan(columns.template(index), .text, decoder) {
      case .skip: "skip"
      case .trade: "trade"
      case .kline: "kline"
      case .text: "text"
      }
    }
  }
}
