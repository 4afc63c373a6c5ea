import Foundation

/// A headless chromium, to look at pages as people's browsers do.
package struct Browser {
  private let path: String

  /// Nil, with a message, where there is none: a test that needs it ends there.
  package init?(for test: String = #function) {
    let candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
      print("skipped \(test): found no chromium; install it with: apt install chromium")
      return nil
    }
    self.path = path
  }

  /// A page after its scripts have run.
  package struct Visit {
    package let dom: String
    /// What the console said, line by line.
    package let console: [String]

    /// The value of an attribute, wherever it stands first.
    package func value(_ attribute: String) -> String? {
      guard let start = dom.range(of: attribute + "=\""),
        let end = dom[start.upperBound...].firstIndex(of: "\"")
      else { return nil }
      return String(dom[start.upperBound..<end])
    }
  }

  /// Opens a file and runs its scripts for `forMs` of its own time.
  package func open(_ file: String, forMs: Int = 3000) throws -> Visit {
    try visit("file://" + file, forMs: forMs)
  }

  /// Opens a page in a window of so many pixels.
  ///
  /// - Parameters:
  ///   - forMs: how long its scripts run, in a time of their own that stands while it waits for answers.
  ///   - screenshot: a PNG file to be written.
  package func visit(
    _ url: String, width: Int = 1280, height: Int = 900, forMs: Int = 3000,
    screenshot: String? = nil
  ) throws -> Visit {
    let scratch = try TemporaryFolder()
    try scratch.write("dom", [])
    try scratch.write("log", [])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--window-size=\(width),\(height)", "--user-data-dir=" + scratch.file("profile"),
      "--allow-file-access-from-files", "--enable-logging=stderr",
      "--virtual-time-budget=\(forMs)", "--dump-dom",
    ]
    if let screenshot { process.arguments?.append("--screenshot=" + screenshot) }
    process.arguments?.append(url)
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file("dom"))
    process.standardError = FileHandle(forWritingAtPath: scratch.file("log"))
    try process.run()
    process.waitUntilExit()
    let log = try String(
      decoding: Data(contentsOf: URL(fileURLWithPath: scratch.file("log"))), as: UTF8.self)
    return Visit(
      dom: try String(contentsOfFile: scratch.file("dom"), encoding: .utf8),
      console: log.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") })
  }
}
