import Market
import TestSupport
import Testing

@testable import Import

/// Files that hold something else beside candles, or around them.
struct ForeignContentTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    "{\"result\":[[1,2]]}", "{\"code\":\"0\",\"data\":[[\"1621641600000\",\"3\"]]}",
  ])
  func `a JSON object is called that`(_ text: String) throws {
    let path = try folder.write("candles.json", Array(text.utf8))
    let options = ArchiveOptions(symbol: "BTCUSDT", interval: .h1)
    let error = importError { _ = try ImportJob.binanceArchive([path], options) }
    let message = try #require(error).description
    #expect(message.contains("found a JSON object, expected an array of rows"), "\(message)")
  }

  @Test func `what lies beside CSVs in a ZIP is passed over with a note`() throws {
    let csv =
      "time,open,high,low,close,volume\n"
      + (0..<30).map { "\(1_621_641_600_000 + $0 * 3_600_000),3,5,2,4,7\n" }.joined()
    let zip = ZipSample([
      .init(name: "README.txt", bytes: Array("hello".utf8)),
      .init(name: "BTCUSDT-1h-2021-05.csv", bytes: Array(csv.utf8)),
    ])
    let path = try folder.write("all.zip", zip.bytes)
    let job = try ImportJob.binanceArchive([path], ArchiveOptions(symbol: "BTCUSDT", interval: .h1))
    var sink = ListSink()
    _ = try job.runAll(into: &sink)
    #expect(sink.records.count == 30)
    #expect(job.notes == ["\(path)(README.txt) is no CSV and was passed over"])
  }
}
