/// The program's name and version: what `tool --version` prints and recordings' metadata carry.
enum Version {
  static let text = "tapedeck 0.1.0"
}
