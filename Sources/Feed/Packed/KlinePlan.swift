import Binance
import Market

/// Which fields of a template are a kline's values. It is found out as for a `TradePlan`.
struct KlinePlan {
  let kind: MessageKind
  let symbol: String
  let columns: KlineColumns

  /// - Returns: nil also where the decoder does not want such klines.
  init?(_ probes: TemplateProbes, _ decoder: FrameDecoder) {
    guard let found = probes.decode(probes.first, decoder), found.klines.count == 1,
      let columns = KlineColumns(found, probes, decoder)
    else { return nil }
    kind = found.entries[0].kind
    symbol = found.symbols.name(found.klines[0].candle.symbol)
    self.columns = columns
    for row in [probes.first] + probes.rows(using: columns.fields) {
      guard foretells(row, probes, decoder) else { return nil }
    }
  }

  /// Whether the decoder finds in a row's text what the plan foretells.
  private func foretells(
    _ row: [Int64], _ probes: TemplateProbes, _ decoder: FrameDecoder
  ) -> Bool {
    // Where the plan wants to see the text, nothing is foretold.
    guard let kline = columns.kline(SymbolID(rawValue: 0), row.span, 0) else {
      return row != probes.first
    }
    guard let found = probes.decode(row, decoder) else { return false }
    return found.klines.first == kline && found.entries[0].eventTimeUs == kline.eventTimeUs
      && found.entries[0].kind == kind && found.symbols.name(kline.candle.symbol) == symbol
  }
}
