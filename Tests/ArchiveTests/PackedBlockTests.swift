import Archive
import Recording
import RecordingSamples
import TestSupport
import Testing

/// Any bytes survive the way into columns and back.
@Suite struct PackedBlockTests {
  @Test func `Ten thousand mutants of frames come back byte for byte`() throws {
    for seed in UInt64(1)...20 {
      let block = PackedBlock(MarketFrames.mutants(500, seed: seed))
      #expect(block.hasColumns, "seed \(seed)")
      #expect(try block.unpacked() == block.records, "seed \(seed)")
    }
  }

  @Test func `Random bytes come back byte for byte`() throws {
    for seed in UInt64(1)...5 {
      let block = PackedBlock(randomFrames(300, seed: seed))
      #expect(try block.unpacked() == block.records, "seed \(seed)")
    }
  }

  @Test(arguments: MarketFrames.texts)
  func `A template comes back, alone and often`(text: String) throws {
    for count in [1, 2, 40] {
      for kind in [FrameKind.text, .archive] {
        let frames = (0..<count).map {
          SampleFrame(receivedNs: startNs + Int64($0), kind: kind, payload: Array(text.utf8))
        }
        let block = PackedBlock(frames)
        #expect(try block.unpacked() == block.records)
      }
    }
  }

  @Test func `Symbols with digits and without lie in one block`() throws {
    let names = ["btcusdt", "1000shibusdt", "1inchusdt", "1000000mogusdt", "4usdt"]
    let frames = names.flatMap { name in
      [#"{"stream":"\#(name)@trade","data":"#, #"{"data":"#].map { head in
        let text = head + #"{"e":"trade","s":"\#(name.uppercased())","p":"0.10","t":7}}"#
        return SampleFrame(payload: Array(text.utf8))
      }
    }
    let block = PackedBlock(frames)
    #expect(block.hasColumns)
    #expect(try block.unpacked() == block.records)
  }

  @Test func `Numbers at their bounds come back`() throws {
    let numbers = [
      "0", "9", "10", "0.0", "0.00000000", "1.10", "999999999999999999", "1000000000000000000",
      "0.99999999999999999", "0.999999999999999999", "99999999999999999.9", "00", "0.", "1..2",
      "-0",
      "18446744073709551616",
    ]
    // Each after each other one, so that every difference is met.
    let frames = numbers.flatMap { first in
      numbers.flatMap { second in
        ["{\"a\":\(first),\"b\":\"\(second)\"}", "[[\(first),\"\(second)\"],[\(second),\"1\"]]"]
      }
    }.map { SampleFrame(payload: Array($0.utf8)) }
    let block = PackedBlock(frames)
    #expect(block.hasColumns)
    #expect(try block.unpacked() == block.records)
  }

  @Test func `Receive times may stand still, jump, and lie at their bounds`() throws {
    let times: [Int64] = [0, 0, 1, 1_000, 1_723_125_600_000_000_000, .max, .max]
    let block = PackedBlock(times.map { SampleFrame(receivedNs: $0) })
    #expect(block.hasColumns)
    #expect(try block.unpacked() == block.records)
  }

  @Test func `What is no text of records is kept as it is`() throws {
    var block = PackedBlock([SampleFrame()])
    for bytes in ["", "\n", "no record at all", "1 1 t 9 cut"] {
      block.records = Array(bytes.utf8)
      block.header.rawBytes = block.records.count
      block.header.recordCount = 0
      block.members.members[0].rawBytes = block.records.count
      block.members.members[0].recordCount = 0
      block.bytes = PackedEncoder().encode(block.records.span, block.header, block.members)
      // Header bounds ask for at least an empty member's length.
      guard block.bytes.count >= BlockFormat.headerBytes + 10 else { continue }
      #expect(try block.unpacked() == block.records)
    }
  }

  @Test func `A huge body, and one with more fields than a template may have`() throws {
    let wide = "{" + (0..<200).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    let huge = "[" + String(repeating: #"{"a":1,"b":"x"},{"c":[2]},"#, count: 100_000) + "]"
    for text in [wide, huge] {
      let block = PackedBlock([SampleFrame(payload: Array(text.utf8)), SampleFrame()])
      #expect(try block.unpacked() == block.records)
      #expect(block.bytes.count < block.records.count)
    }
  }

  @Test func `The header and the members come back too`() throws {
    let block = PackedBlock(MarketFrames.mutants(50, seed: 3))
    var header = try block.decodedHeader()
    #expect(header.form == .packed)
    #expect(header.memberBytes == block.bytes.count)
    #expect(try PackedDecoder().decoded(block.bytes.span, header).members == block.members)
    header.form = .member
    header.memberBytes = 0
    #expect(header == block.header)
  }

  @Test func `The same records give the same bytes`() throws {
    let frames = MarketFrames.mutants(400, seed: 8)
    let encoder = PackedEncoder()
    let block = PackedBlock(frames)
    for _ in 0..<2 {
      #expect(encoder.encode(block.records.span, block.header, block.members) == block.bytes)
    }
  }
}
