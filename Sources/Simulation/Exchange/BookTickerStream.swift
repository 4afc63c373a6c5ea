/// The state of `@bookTicker`: a frame for every change of the best prices or their quantities.
struct BookTickerStream: Sendable {
  let isAsked: Bool
  private var bid = BookLevel(key: 0, steps: 0)
  private var ask = BookLevel(key: 0, steps: 0)

  init(isAsked: Bool) { self.isAsked = isAsked }

  mutating func changes(to bid: BookLevel, _ ask: BookLevel) -> Bool {
    if bid == self.bid, ask == self.ask { return false }
    self.bid = bid
    self.ask = ask
    return true
  }
}
