import Binance
import Feed
import Market

/// The exchange's true books, and what the feed's books claim beside them.
final class SoakBooks {
  /// What was claimed of a symbol's book.
  struct Claims {
    /// How often a joined book was compared with the true one.
    var compared = 0
    /// Claims without a true book: the id is none of an update's.
    var unknown = 0
    var wrong: [String] = []
    var joinedCount = 0
    var lastReason: UnjoinedReason?
  }

  private struct Truths {
    var bodies: [Int64: [UInt8]] = [:]
    var ids: [Int64] = []
  }

  /// True books that are kept: more than come while a connection is stalled.
  private static let truthsMax = 2048

  private(set) var claims: [String: Claims] = [:]
  private var truths: [String: Truths] = [:]

  /// The true book as REST would show it, at an update of the stream.
  func add(_ body: [UInt8], of symbol: String) {
    guard let depth = Self.decode(body, symbol)?.depths.first else { return }
    truths[symbol, default: Truths()].bodies[depth.lastUpdateId] = body
    truths[symbol]!.ids.append(depth.lastUpdateId)
    if truths[symbol]!.ids.count > Self.truthsMax {
      let oldest = truths[symbol]!.ids.removeFirst()
      truths[symbol]!.bodies[oldest] = nil
    }
  }

  /// A book was changed, joined or lost.
  func see(_ ledger: BookLedger, of symbol: String) {
    claims[symbol, default: Claims()].lastReason = ledger.reason
    guard let book = ledger.book else { return }
    if ledger.hasTurned { claims[symbol]!.joinedCount += 1 }
    guard let body = truths[symbol]?.bodies[ledger.lastUpdateId],
      let batch = Self.decode(body, symbol)
    else {
      claims[symbol]!.unknown += 1
      return
    }
    claims[symbol]!.compared += 1
    if let difference = book.difference(from: Book(batch.depths[0], batch.levels)) {
      claims[symbol]!.wrong.append("at update \(ledger.lastUpdateId) \(difference)")
    }
  }

  private static func decode(_ body: [UInt8], _ symbol: String) -> MessageBatch? {
    SoakAnswer.decode(
      body, target: "/api/v3/depth?symbol=\(symbol)&limit=5000", MessageKinds([.depthSnapshot]))
  }
}
