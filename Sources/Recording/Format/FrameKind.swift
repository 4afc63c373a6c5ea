/// What a record holds: one ASCII character, lower case inbound, upper case outbound.
///
/// An open set: a kind that this version does not know is kept, and readers skip it.
package struct FrameKind: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `t`, `T`: a websocket text frame.
  package static let text = FrameKind("t")
  package static let textSent = FrameKind("T")
  /// `b`, `B`: a websocket binary frame.
  package static let binary = FrameKind("b")
  package static let binarySent = FrameKind("B")
  /// `p`, `P`: a ping.
  package static let ping = FrameKind("p")
  package static let pingSent = FrameKind("P")
  /// `q`, `Q`: a pong.
  package static let pong = FrameKind("q")
  package static let pongSent = FrameKind("Q")
  /// `c`, `C`: a close frame.
  package static let close = FrameKind("c")
  package static let closeSent = FrameKind("C")
  /// `o`: a connection opened; JSON with its url and response headers.
  package static let opened = FrameKind("o")
  /// `x`: a connection was lost; JSON with the reason.
  package static let lost = FrameKind("x")
  /// `R`: an HTTP request as sent, secrets redacted.
  package static let request = FrameKind("R")
  /// `r`: an HTTP response: one JSON line (status, headers, timings), LF, the raw body.
  package static let response = FrameKind("r")
  /// `a`: rows of an archive file: one JSON line (url, file, kind of data), LF, CSV rows.
  package static let archive = FrameKind("a")
  /// `m`: metadata, the first record of each segment; written by `RecordingWriter` alone.
  package static let metadata = FrameKind("m")
  /// `k`: a clock sample.
  package static let clock = FrameKind("k")
  /// `g`: a gap or loss; JSON with the reason and, where known, how much.
  package static let gap = FrameKind("g")
  /// `d`: a book is joined to a snapshot, or is not any more; JSON with the reason.
  package static let book = FrameKind("d")
  /// `z`: the clean end of a segment; written by `RecordingWriter` alone.
  package static let end = FrameKind("z")

  /// Whether later frames cannot be understood without it: it says which connections are open, to
  /// where, and what was subscribed.
  ///
  /// Blocks that hold such records are marked in their headers. So a reader that starts in the
  /// middle finds them without inflating the rest.
  package var isContext: Bool {
    switch self {
    case .metadata, .opened, .lost, .textSent: true
    default: false
    }
  }

  /// The kind as one character.
  package var letter: Character { Character(UnicodeScalar(rawValue)) }

  private init(_ scalar: UnicodeScalar) { rawValue = UInt8(ascii: scalar) }
}
