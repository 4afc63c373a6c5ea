import Basics
import Market

extension BacktestResult {
  /// The result as one JSON document: keys always in this order, money as exact decimal numbers in
  /// quote, ratios as decimals (0.001 is 0.1 %), times in µs since the epoch, null where there is
  /// no answer. `definitions` says what each figure means. `lists: false` leaves out the lists of
  /// fills, round trips and rejections, but not their counts. `metrics` are those of this result,
  /// `evidence` says where its candles and fills come from.
  public func json(
    lists: Bool = true, metrics: Metrics? = nil, evidence: RunEvidence? = nil
  ) -> String {
    json(lists: lists, metrics: metrics, evidence: evidence, optimism: nil)
  }

  package func json(
    lists: Bool = true, metrics: Metrics?, evidence: RunEvidence?, optimism: OptimismMeter?
  ) -> String {
    var writer = JSONWriter()
    writer.object {
      head(&$0)
      figures(&$0)
      metrics?.write(&$0)
      evidence?.write(&$0)
      optimism?.write(&$0)
      if lists { self.lists(metrics, evidence, &$0) }
      $0.object("definitions") { writer in
        for (key, meaning) in Self.definitions { writer.string(key, meaning) }
        if metrics != nil {
          for (key, meaning) in Metrics.definitions { writer.string(key, meaning) }
          if lists {
            for (key, meaning) in Metrics.listDefinitions { writer.string(key, meaning) }
          }
        }
        if evidence != nil {
          for (key, meaning) in RunEvidence.definitions { writer.string(key, meaning) }
        }
        if optimism != nil {
          writer.string(OptimismMeter.definition.key, OptimismMeter.definition.meaning)
        }
      }
      $0.string("runHash", runHash)
    }
    return writer.text
  }

  private func head(_ writer: inout JSONWriter) {
    writer.object("strategy") {
      $0.string("name", strategy.name)
      $0.object("parameters") { writer in
        for setting in strategy.settings { writer.string(setting.name, setting.value) }
      }
    }
    writer.object("settings") {
      $0.string("interval", settings.interval.rawValue)
      $0.string("fills", settings.fills.rawValue)
      $0.string("limitFills", settings.limitFills.rawValue)
      $0.number("cash", settings.cash)
      $0.number("fee", settings.fee.text)
      $0.number("makerFee", settings.fee(isMaker: true).text)
      $0.string("feeAsset", settings.feeAsset.rawValue)
      $0.string("slippage", settings.slippage.text)
      $0.number("latencyUs", settings.latencyUs)
      $0.number("warmUp", settings.warmUp)
      $0.number("fromMs", settings.fromMs)
      $0.string("silentCandles", settings.silentCandles.rawValue)
      $0.string("trips", settings.trips.rawValue)
      $0.number("participation", settings.participation?.text)
    }
    writer.array("symbols") { writer in
      for symbol in symbols { writer.string(nil, symbol.name) }
    }
    writer.number("firstTimeUs", firstTimeUs)
    writer.number("lastTimeUs", lastTimeUs)
  }

  private func figures(_ writer: inout JSONWriter) {
    writer.number("candles", candleCount)
    writer.number("trades", tradeCount)
    writer.number("cash", cash)
    writer.array("positions") { writer in
      for position in positions {
        writer.object {
          $0.string("symbol", name(position.symbol))
          $0.number("quantity", position.quantity)
          $0.number("price", position.price)
          $0.number("value", position.value)
        }
      }
    }
    writer.number("finalEquity", finalEquity)
    writer.number("netProfit", netProfit)
    writer.number("netReturn", netReturn?.text)
    writer.number("fees", fees)
    writer.number("turnover", turnover)
    writer.number("maxDrawdown", maxDrawdown?.text)
    writer.number("exposure", exposure?.text)
    writer.number("fills", fills.count)
    writer.number("roundTrips", roundTrips.count)
    writer.number("winRate", winRate?.text)
    writer.number("buyAndHoldEquity", buyAndHoldEquity)
    writer.number("buyAndHoldReturn", buyAndHoldReturn?.text)
    writer.number("rejections", rejectedCount)
    writer.number("expired", expiredCount)
    writer.number("openOrders", openOrderCount)
    writer.number("ambiguousCandles", ambiguousCount)
    writer.number("oversizedFills", oversizedCount)
  }

  private func lists(
    _ metrics: Metrics?, _ evidence: RunEvidence?, _ writer: inout JSONWriter
  ) {
    writer.array("fillList") { writer in
      for fill in fills { writer.object { self.write(fill, evidence, &$0) } }
    }
    writer.array("roundTripList") { writer in
      for (index, trip) in roundTrips.enumerated() {
        writer.object {
          self.write(trip, &$0)
          metrics?.trips[index].write(&$0)
        }
      }
    }
    writer.array("rejectionList") { writer in
      for rejection in rejections { writer.object { self.write(rejection, &$0) } }
    }
    writer.array("ambiguousCandleList") { writer in
      for candle in ambiguousCandles { writer.object { self.write(candle, &$0) } }
    }
    metrics?.writeLists(&writer)
    if plots != Plots() { plots.write(&writer) }
  }

  func write(_ fill: Fill, _ evidence: RunEvidence?, _ writer: inout JSONWriter) {
    writer.number("number", fill.number)
    writer.number("order", fill.order.rawValue)
    writer.string("symbol", name(fill.symbol))
    writer.string("side", fill.side.rawValue)
    writer.number("price", fill.price)
    writer.number("quantity", fill.quantity)
    writer.number("value", fill.value)
    writer.number("fee", fill.fee)
    writer.string("feeIn", fill.isFeeInBase ? "base" : "quote")
    writer.number("isMaker", fill.isMaker)
    writer.number("timeUs", fill.timeUs)
    writer.string("reason", fill.reason.rawValue)
    labels[fill.order]?.write(&writer)
    switch fill.evidence {
    case .trade(let id): writer.number("tradeId", id)
    case .candle(let openTimeMs, let step):
      writer.number("candleOpenTimeMs", openTimeMs)
      writer.number("candleStep", step)
    }
    guard let frame = evidence?.frame(ofFill: fill.number) else { return }
    writer.string("segment", frame.segment)
    writer.number("blockOffset", frame.blockOffset)
    writer.number("record", frame.record)
    writer.number("receivedNs", frame.receivedNs)
  }

  private func write(_ trip: RoundTrip, _ writer: inout JSONWriter) {
    writer.string("symbol", name(trip.symbol))
    writer.number("order", trip.order.rawValue)
    writer.number("entryTimeUs", trip.entryTimeUs)
    writer.number("exitTimeUs", trip.exitTimeUs)
    writer.number("quantity", trip.quantity)
    writer.number("entryPrice", trip.entryPrice)
    writer.number("exitPrice", trip.exitPrice)
    writer.number("profit", trip.profit)
    writer.string("reason", trip.reason.rawValue)
    labels[trip.order]?.write(&writer)
  }

  private func write(_ rejection: Rejection, _ writer: inout JSONWriter) {
    writer.number("order", rejection.id.rawValue)
    writer.string("symbol", rejection.order.map { name($0.symbol) })
    writer.number("code", rejection.code.rawValue)
    writer.string("message", rejection.message)
    writer.number("timeUs", rejection.timeUs)
    labels[rejection.id]?.write(&writer)
  }

  private func write(_ candle: AmbiguousCandle, _ writer: inout JSONWriter) {
    writer.string("symbol", name(candle.symbol))
    writer.number("openTimeMs", candle.openTimeMs)
    writer.string("walk", candle.isLowFirst ? "low first" : "high first")
    for (key, outcomes) in [("taken", candle.taken), ("other", candle.other)] {
      writer.array(key) { writer in
        for outcome in outcomes {
          writer.object {
            $0.number("order", outcome.order.rawValue)
            $0.string("side", outcome.side.rawValue)
            $0.number("price", outcome.price)
            $0.number("quantity", outcome.quantity)
          }
        }
      }
    }
  }
}
