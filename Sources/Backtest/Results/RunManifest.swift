import Basics
import Market

/// What a run hash is taken over, as text: where two hashes differ, the lines show why.
///
/// ```
/// tapedeck run 3
/// strategy sma-cross
/// set fast 10
/// interval 1h
/// fills candles through
/// cash 10000
/// fee 0.001
/// maker-fee 0.001
/// fee-asset quote
/// slippage none
/// latency-us 0
/// warm-up 0
/// from-ms none
/// silent flat
/// trips fifo
/// symbol ADABNB
/// input 5f0c…            SHA-256 of the candles and trades: InputDigest
/// fills 102 93be…        how many, SHA-256 of them: FillDigest
/// ```
public struct RunManifest: Sendable, Hashable {
  public let lines: [String]
  /// SHA-256 of the lines, each ended by a line feed, as 64 hexadecimal digits.
  public let hash: String
  /// SHA-256 of the candles and trades.
  let input: [UInt8]

  init(
    _ label: StrategyLabel, _ settings: BacktestSettings, _ symbols: [BacktestResult.Symbol],
    input: [UInt8], fills: [Fill]
  ) {
    self.input = input
    lines =
      ["tapedeck run 3", "strategy \(label.name)"]
      + label.settings.map { "set \($0.name) \($0.value)" }
      + settings.manifestLines + symbols.map { "symbol \($0.name)" }
      + [
        "input \(SHA256.hex(input))",
        "fills \(fills.count) \(FillDigest.hex(fills, symbols.map(\.id)))",
      ]
    var hash = SHA256()
    for line in lines { hash.update(line + "\n") }
    self.hash = hash.finishHex()
  }
}

extension BacktestSettings {
  /// What a run assumes, as it goes into the run hash.
  var manifestLines: [String] {
    [
      "interval \(interval.rawValue)", "fills \(fills.rawValue) \(limitFills.rawValue)",
      "cash \(cash)", "fee \(fee.text)", "maker-fee \(fee(isMaker: true).text)",
      "fee-asset \(feeAsset.rawValue)", "slippage \(slippage.text)",
      "latency-us \(latencyUs)", "warm-up \(warmUp)",
      "from-ms \(fromMs.map { "\($0)" } ?? "none")", "silent \(silentCandles.rawValue)",
      "trips \(trips.rawValue)",
    ] + (participation.map { ["participation \($0.text)"] } ?? [])
  }
}

extension Slippage {
  /// `none`, `1 ticks`, `0.0005`.
  var text: String {
    switch self {
    case .none: "none"
    case .ticks(let count): "\(count) ticks"
    case .share(let ratio): ratio.text
    }
  }
}

/// The digest of the fills: per fill, as `CanonicalBytes` writes numbers,
///
/// ```
/// number order symbol(0, 1, … in order of first appearance) side(0 buy, 1 sell)
/// price quantity value fee isFeeInBase isMaker timeUs
/// 0 tradeId   or   1 openTimeMs step
/// ```
enum FillDigest {
  static func hex(_ fills: [Fill], _ symbols: [SymbolID]) -> String {
    var written = CanonicalBytes()
    var indices = [Int](repeating: 0, count: 1 + Int(symbols.map(\.rawValue).max() ?? 0))
    for (index, symbol) in symbols.enumerated() { indices[Int(symbol.rawValue)] = index }
    for fill in fills {
      written.item { bytes, at in
        @inline(__always) func put(_ value: Int64) { CanonicalBytes.put(value, &bytes, &at) }
        put(Int64(fill.number))
        put(Int64(fill.order.rawValue))
        put(Int64(indices[Int(fill.symbol.rawValue)]))
        put(fill.side == .buy ? 0 : 1)
        put(fill.price.units)
        CanonicalBytes.put(fill.quantity.units, &bytes, &at)
        put(fill.value.units)
        CanonicalBytes.put(fill.fee.units, &bytes, &at)
        put(fill.isFeeInBase ? 1 : 0)
        put(fill.isMaker ? 1 : 0)
        put(fill.timeUs)
        switch fill.evidence {
        case .trade(let id):
          put(0)
          put(id)
        case .candle(let openTimeMs, let step):
          put(1)
          put(openTimeMs)
          put(Int64(step))
        }
      }
    }
    return SHA256.hex(written.digest())
  }
}
