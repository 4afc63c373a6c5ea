/// A symbol's number in a `SymbolTable`: what trades and candles carry instead of the name.
public struct SymbolID: Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }
}
