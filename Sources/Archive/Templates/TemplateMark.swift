/// The bytes from 0x80 on in a template: a record's text with its variable fields cut out.
///
/// ```
/// {"e":"trade","E":1723161255343,"p":"61837.63","m":true}
/// {"e":"trade","E":⟨80⟩,"p":"⟨82⟩","m":⟨a0⟩}
///
/// {"b":[["61737.63","0.00"],["61730.17","0.10"]],"a":[]}
/// {"b":[⟨b0⟩["⟨82⟩","⟨82⟩"]⟨b8⟩],"a":[]}
/// ```
enum TemplateMark {
  /// A number; plus its decimals, 0 to 17.
  static let number: UInt8 = 0x80
  static let numbers: ClosedRange<UInt8> = 0x80...0x91
  /// `true` or `false`.
  static let flag: UInt8 = 0xA0
  /// `True` or `False`.
  static let capitalFlag: UInt8 = 0xA1
  /// A run: elements of one template, one after another. The template of an element follows, then
  /// `runEnd`.
  static let run: UInt8 = 0xB0
  static let runs: ClosedRange<UInt8> = 0xB0...0xB2
  static let runEnd: UInt8 = 0xB8
  /// The next byte is itself.
  static let literal: UInt8 = 0xFF

  /// What stands between the elements of a run; the mark's low bits number it.
  static let separators: [[UInt8]] = [Array(",".utf8), Array(", ".utf8), Array("\n".utf8)]
}
