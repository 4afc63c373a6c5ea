import Basics
import Market
import Runs

/// Books as rows: times in ns, ids and exact prices and quantities, of the best levels or figures.
struct BookColumns {
  let levels: Int
  let points: [Int]
  let isFigures: Bool
  let isCSV: Bool

  var header: String { (["received_ns", "update_id"] + names).joined(separator: ",") }

  func row(_ sample: SampledBook) -> String {
    let numbers = [sample.receivedNs, sample.updateId]
    let values = isFigures ? figures(sample) : levelTexts(sample)
    guard !isCSV else {
      return (numbers.map(String.init) + values.map { $0 ?? "" }).joined(separator: ",")
    }
    return JSONValue.object(
      [("receivedNs", .integer(sample.receivedNs)), ("updateId", .integer(sample.updateId))]
        + zip(names, values).map { ($0, $1.map { .string($0) } ?? .null) }
    ).text
  }

  private var names: [String] {
    guard !isFigures else { return figureNames }
    return (1...levels).flatMap { ["bid_price_\($0)", "bid_quantity_\($0)"] }
      + (1...levels).flatMap { ["ask_price_\($0)", "ask_quantity_\($0)"] }
  }

  /// Nil where there is no such level.
  private func levelTexts(_ sample: SampledBook) -> [String?] {
    [sample.book.bids, sample.book.asks].flatMap { side in
      (0..<levels).flatMap { index -> [String?] in
        guard index < side.count else { return [nil, nil] }
        return ["\(side[index].price)", "\(side[index].quantity)"]
      }
    }
  }

  private var figureNames: [String] {
    ["bid", "ask", "spread", "mid", "microprice", "imbalance"]
      + points.flatMap { ["bids_\($0)bp", "asks_\($0)bp"] }
  }

  func figureMembers(_ sample: SampledBook) -> [JSONValue.Member] {
    zip(figureNames, figures(sample)).map { ($0, $1.map { .string($0) } ?? .null) }
  }

  /// Nil what the book does not say.
  private func figures(_ sample: SampledBook) -> [String?] {
    guard let features = BookFeatures(sample), let best = sample.best else {
      return figureNames.map { _ in nil }
    }
    let depths = points.flatMap { points in
      [true, false].map { features.depth(isBid: $0, basisPoints: points)?.description }
    }
    return [
      "\(best.bid.price)", "\(best.ask.price)", "\(features.spread)", features.middle,
      "\(features.microprice)", "\(features.imbalance(levels: levels))",
    ] + depths
  }
}
