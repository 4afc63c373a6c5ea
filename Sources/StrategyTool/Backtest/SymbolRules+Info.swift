import Backtest
import Binance
import Market

extension SymbolRules {
  /// The exchange's filters.
  init(_ info: SymbolInfo) {
    self.init(tickSize: info.tickSize.units > 0 ? info.tickSize : nil)
    priceMin = info.priceMin
    priceMax = info.priceMax
    lot = Lot(step: info.stepSize, min: info.quantityMin, max: info.quantityMax)
    marketLot = Lot(
      step: info.marketStepSize, min: info.marketQuantityMin, max: info.marketQuantityMax)
    notionalMin = info.notionalMin
    notionalMax = info.notionalMax
    notionalMinIsForMarket = info.notionalMinIsForMarket
    notionalMaxIsForMarket = info.notionalMaxIsForMarket
  }
}
