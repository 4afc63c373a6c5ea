import Basics
import Market

extension Markup {
  /// A JSON document for the page's scripts, deflated and in base64: of a long run that is a third of
  /// the text, and nothing in it can end the element.
  static func data(_ json: String, id: String) -> String {
    "<script type=\"text/plain\" id=\"data-\(id)\">\(packed(json))</script>\n"
  }

  static func packed(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      let deflater = Deflater(level: 9, strategy: .standard)
      let packed = [UInt8](unsafeUninitializedCapacity: deflater.bound(bytes.count)) {
        room, count in
        count = deflater.deflate(
          UnsafeRawBufferPointer(bytes), into: UnsafeMutableRawBufferPointer(room))
      }
      return Base64.text(packed)
    }
  }

  /// How a figure is shown to people; without scripts it stands as it is in `report.json`.
  enum Shown: String {
    case money, percent, ratio, count, span, exact
  }

  /// A figure of `report.json` under its key there, `a.b` for a member of an object.
  static func figure(
    _ text: String?, _ key: String, as shown: Shown, isSigned: Bool = false
  ) -> String {
    guard let text else { return ReportSection.none }
    return
      "<data value=\"\(text)\" data-key=\"\(key)\" data-as=\"\(shown.rawValue)\""
      + "\(isSigned ? " data-signed" : "")>\(text)</data>"
  }

  /// A figure of a list.
  static func figure(_ text: String?, as shown: Shown, isSigned: Bool = false) -> String {
    guard let text else { return ReportSection.none }
    return
      "<data value=\"\(text)\" data-as=\"\(shown.rawValue)\""
      + "\(isSigned ? " data-signed" : "")>\(text)</data>"
  }

  /// `up` or `down`, or nothing.
  static func sign(_ units: Int128) -> String { units > 0 ? "up" : units < 0 ? "down" : "" }
}
