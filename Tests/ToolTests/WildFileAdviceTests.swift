import TestSupport
import Testing

/// Commands on files that are no recording, and captures that break off.
struct WildFileAdviceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["candles", "verify", "info"])
  func `a CSV is no recording, and the command that makes one is named in full`(command: String)
    throws
  {
    for (name, options) in [
      ("candles.csv", "--symbol SYMBOL --interval INTERVAL --output DIR"),
      ("BTCUSDT.csv", "--interval INTERVAL --output DIR"),
      ("BTCUSDT-1h-2021-05.csv", "--output DIR"),
    ] {
      try folder.write(name, Array("1621641600000,3,5,2,4,7\n".utf8))
      let run = try ToolRun(arguments: [command, name], in: folder.path)
      #expect(run.status == 1)
      #expect(
        run.errors.contains(
          "\(name): not a recording; make one: tool import binance-archive \(name) \(options)\n"),
        "\(run.errors)")
    }
  }

  @Test func `a capture that breaks off within its last line ends in status 3`() throws {
    let frame =
      #"1723161253937085768 {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161253937,"#
      + #""s":"BTCUSDT","t":1,"p":"1.0","q":"1.0","T":1723161253937,"m":false,"M":true}}"#
    try folder.write("a.txt", Array("\(frame)\n\(frame.prefix(90))".utf8))
    let run = try ToolRun(
      arguments: ["import", "hftbacktest", "a.txt", "--output", "x"], in: folder.path)
    #expect(run.status == 3)
    #expect(
      run.errors.contains("warning: 1 files break off within their last line"), "\(run.errors)")
  }
}
