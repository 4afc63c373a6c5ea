import Foundation
import TestSupport
import Testing

/// `tool serve` as a user starts and stops it.
struct ServeCommandTests {
  #if Network
    @Test(arguments: [SIGINT, SIGTERM])
    func `it says where it listens, and ends in order`(signal: Int32) throws {
      let folder = try TemporaryFolder()
      let process = Process()
      process.executableURL = URL(fileURLWithPath: ToolRun.toolPath)
      process.arguments = [
        "serve", "--generate", "7", "--port", "0", "--truth", folder.file("truth.jsonl"),
      ]
      let (output, errors) = (Pipe(), Pipe())
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(line.wholeMatch(of: #/http://127\.0\.0\.1:\d+\n/#) != nil)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let said = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(said.hasPrefix("serving ADABNB, seed 7, from "))
      #expect(said.hasSuffix("0 frames sent, 0 faults\n"))
      #expect(FileManager.default.fileExists(atPath: folder.file("truth.jsonl")))
    }

    @Test(arguments: [
      ["--fault", "cut"], ["--fault", "cut@soon"], ["--fault", "cutt@3s"], ["--rate", "x"],
      ["--symbol", "A/B"], ["--port", "70000"], ["--tls-cert", "a.pem"], ["--speed", "0"],
      ["--frames-per-second", "0"], ["--fault-kind", "none"], ["--messages-per-second", "0"],
    ])
    func `wrong usage is reported, with exit code 2`(arguments: [String]) throws {
      let run = try ToolRun(arguments: ["serve", "--generate", "7"] + arguments)
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(run.errors.contains("Error:") || run.errors.contains("error:"))
    }

    @Test(arguments: [
      [], ["recordings/demo", "--generate", "7"], ["recordings/demo", "--symbol", "ADABNB"],
      ["recordings/demo", "--max-rate", "0"], ["recordings/demo", "--at-end", "stop"],
      ["--generate", "7", "--at-end", "close"], ["--generate", "7", "--from", "2021-05-22"],
    ])
    func `a recording or a generated market, not both and not neither`(
      arguments: [String]
    ) throws {
      let run = try ToolRun(arguments: ["serve"] + arguments, in: PackageRoot.path)
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(run.errors.contains("Error:") || run.errors.contains("error:"))
    }

    @Test func `a recording is served from its first answers on, and announced`() throws {
      let outside = try ToolRun(
        "serve", "recordings/demo", "--port", "0", "--from", "2020-01-01", in: PackageRoot.path)
      #expect(outside.status == 1)
      #expect(outside.errors.contains("lies outside of the recording"))
      let server = try ServeProcess("recordings/demo")
      #expect(server.url.hasPrefix("http://127.0.0.1:"))
      let (status, said) = server.stop()
      #expect(status == 0)
      #expect(said.hasPrefix("serving ADABNB from 2021-05-22T00:00:01.568Z to 2021-05-22T09:"))
    }

    @Test func `what cannot be had is reported, with exit code 1`() throws {
      let folder = try TemporaryFolder()
      let certificate = try folder.write("cert.pem", Array("none".utf8))
      let run = try ToolRun(
        "serve", "--generate", "7", "--port", "0", "--tls-cert", certificate, "--tls-key",
        certificate)
      #expect(run.status == 1)
      #expect(run.errors.contains("\(certificate) cannot be read as PEM"))
      let taken = try ToolRun("serve", "--generate", "7", "--port", "0", "--truth", certificate)
      #expect(taken.status == 1)
      #expect(taken.errors.contains("cannot create \(certificate): File exists"))
    }
  #else
    @Test func `a build without the network says how to get it`() throws {
      let run = try ToolRun("serve", "--generate", "7")
      #expect(run.status == 1)
      #expect(
        run.errors
          == "error: this build has no network part; build it with: swift build -c release\n")
    }
  #endif
}
