import Binance
import Market

/// Which fields of a template are a trade's values.
///
/// The decoder says so. It is given texts of the template with a value of its own for each field,
/// and each value of the trade that it finds is looked for among them. The plan must then foretell
/// what the decoder finds in further texts. A template whose trades depend on anything else has no
/// plan.
struct TradePlan {
  let kind: MessageKind
  let symbol: String
  /// Whether its trades become entries. Where any trades are wanted, all kinds of them are read.
  /// Those that are not wanted are counted, and their symbol is noted.
  let isWanted: Bool
  let columns: TradeColumns

  init?(_ probes: TemplateProbes, _ decoder: FrameDecoder) {
    let reader = FrameDecoder(wanted: .everything)
    guard let found = probes.decode(probes.first, reader), found.trades.count == 1,
      let columns = TradeColumns(found, probes, reader)
    else { return nil }
    kind = found.entries[0].kind
    symbol = found.symbols.name(found.trades[0].symbol)
    isWanted = decoder.wants(kind)
    self.columns = columns
    for row in [probes.first] + probes.rows(using: columns.fields) {
      guard foretells(row, probes, reader: reader, decoder: decoder) else { return nil }
    }
  }

  /// Whether the decoder finds in a row's text what the plan foretells.
  private func foretells(
    _ row: [Int64], _ probes: TemplateProbes, reader: FrameDecoder, decoder: FrameDecoder
  ) -> Bool {
    // Where the plan wants to see the text, nothing is foretold.
    guard let trade = columns.trade(SymbolID(rawValue: 0), row.span, 0),
      let eventTimeUs = columns.eventTimeUs(row.span, 0)
    else { return row != probes.first }
    guard let found = probes.decode(row, reader), found.trades.first == trade,
      found.entries[0].eventTimeUs == eventTimeUs, found.entries[0].kind == kind,
      found.symbols.name(trade.symbol) == symbol
    else { return false }
    return isWanted || probes.isOnlyCounted(row, as: kind, symbol: symbol, decoder)
  }
}
