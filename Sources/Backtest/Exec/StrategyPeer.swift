/// A strategy outside of this process, which answers lines with lines. Whoever implements it does
/// the waiting; the backtest knows only what was said.
package protocol StrategyPeer: AnyObject {
  /// Hands over a line of JSON, without its line feed, and waits for the line that answers it.
  func answer(to line: String) throws -> [UInt8]

  /// Nothing more will be said; throws if the peer ends in another way than it should.
  func end() throws
}
