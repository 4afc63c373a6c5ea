import Archive
import Recording
import RecordingSamples
import TestSupport

/// Records in a block, packed and unpacked.
struct PackedBlock {
  var header: BlockHeader
  var records: [UInt8]
  var members: PackedMembers
  var bytes: [UInt8] = []

  init(_ frames: [SampleFrame], compresses: Bool = true) {
    records = frames.flatMap(\.text)
    header = BlockHeader(
      memberBytes: 0, rawBytes: records.count, recordCount: frames.count, blockNumber: 3,
      firstSequence: 9, firstReceivedNs: frames.first?.receivedNs ?? 0,
      lastReceivedNs: frames.last?.receivedNs ?? 0, sessionTag: 5)
    members = PackedMembers()
    members.members = [
      PackedMember(
        rawBytes: records.count, recordCount: frames.count, flags: [], level: 6, checksum: 1)
    ]
    bytes = PackedEncoder(compresses: compresses).encode(records.span, header, members)
  }

  /// The header as it stands in the block.
  func decodedHeader() throws -> BlockHeader { try BlockHeader.decoded(bytes.span) }

  /// The records that the block gives.
  func unpacked() throws -> [UInt8] {
    try PackedDecoder().decoded(bytes.span, decodedHeader()).records
  }

  /// Whether the records lie in columns, not as text.
  var hasColumns: Bool { bytes[BlockFormat.headerBytes] == 1 }
}

/// Frames as Binance sends them, of every form that this project knows, and their mutants.
enum MarketFrames {
  static let texts: [String] = [
    #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}"#,
    #"{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}"#,
    #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":[["61737.63000000","0.00000000"],["61730.17000000","0.10000000"],["61737.63000000","0.00400000"]],"a":[]}}"#,
    #"{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}"#,
    #"{"lastUpdateId": 1801732814321, "E": 1660228023456, "bids": [["24670.90", "6.742"], ["24670.80", "0.001"]], "asks": [["24671.00","1"]]}"#,
    #"{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@depth"],"id":1}"#,
    #"{"result":null,"id":-1}"#,
    #"{"P":"-0.05","p":"-94.99999800","w":"1e-7","x":01,"y":1.,"z":.5,"v":"00.10","o":1234567890123456789012}"#,
    #"{"stream":"币安人生usdt@trade","data":{"e":"trade","s":"币安人生USDT","p":"0.10"}}"#,
    #"[[1499040000000,"0.01634790","0.80000000",1499644799999,308,"17928899.62484339"],[1499644800000,"0.01577100","0.80000000",1499644799999,308,"0"]]"#,
    #"[{"id":28457,"price":"4.00000100","isBuyerMaker":true},{"id":28458,"price":"4.00000200","isBuyerMaker":false}]"#,
    "1499040000000,0.01634790,True,False\n1499040000001,0.01634791,False,False\n",
    "", "{", "true", "7", "-", "[[", "[[1],[2],[3]", "[[1],[2],[3,]]", "\u{1F}\0\n\n 12 12",
  ]

  /// Frames whose payloads are `texts` in turn, each changed at random offsets.
  static func mutants(_ count: Int, seed: UInt64) -> [SampleFrame] {
    var random = SeededRandom(seed: seed)
    var receivedNs = startNs
    return (0..<count).map { index in
      receivedNs += Int64.random(in: 0...2_000_000, using: &random)
      var payload = Array(texts[Int.random(in: 0..<texts.count, using: &random)].utf8)
      mutate(&payload, &random)
      let kinds: [FrameKind] = [.text, .text, .text, .binary, .response, .archive, .pingSent]
      return SampleFrame(
        receivedNs: receivedNs, connection: UInt32.random(in: 0...2, using: &random),
        kind: kinds.randomElement(using: &random)!, payload: payload, sequence: Int64(index + 2))
    }
  }

  /// Most frames only count on; others lose bytes, get new ones, or repeat a part of themselves.
  private static func mutate(_ payload: inout [UInt8], _ random: inout SeededRandom) {
    for _ in 0..<Int.random(in: 0...3, using: &random) where !payload.isEmpty {
      let at = Int.random(in: 0..<payload.count, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0: payload[at] = UInt8.random(in: 0...255, using: &random)
      case 1: payload.remove(at: at)
      case 2: payload.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: at)
      case 3: payload.insert(contentsOf: payload[at..<min(at + 40, payload.count)], at: at)
      case 4: payload.removeLast(payload.count - at)
      default:
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(payload[at]) {
          payload[at] = UInt8.random(in: 0x30...0x39, using: &random)
        }
      }
    }
  }
}
