/// The program's name and version: what `tool --version` prints and recordings' metadata carry.
package enum Version {
  package static let text = "tapedeck 0.1.0"
}
