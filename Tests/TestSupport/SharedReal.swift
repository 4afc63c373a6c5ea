import Foundation

/// Real captures that lie beside the checkout and are never committed. Tests on them are skipped
/// where the folder is absent: `@Test(.enabled(if: SharedReal.exists, SharedReal.absent))`.
package enum SharedReal {
  /// `TAPEDECK_REAL`, or `../shared/real` seen from the package's root.
  package static let folder: String =
    ProcessInfo.processInfo.environment["TAPEDECK_REAL"]
    ?? PackageRoot.path + "/../shared/real"

  package static let exists = FileManager.default.fileExists(atPath: folder)

  package static let absent = "real captures are not here: set TAPEDECK_REAL to their folder"

  /// The path of a file in the folder, for example `frames/spot_btcusdt_20240808.gz`.
  package static func path(_ name: String) -> String { folder + "/" + name }

  /// The bytes of a file in the folder.
  package static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The text of a file in the folder.
  package static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}

/// The checkout that these tests were built from.
package enum PackageRoot {
  package static let path: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()
}
