package import Backtest
package import Binance
import Market

extension SymbolRules {
  /// The exchange's filters.
  package init(_ info: SymbolInfo) {
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
    limits.percentPrice = PriceBand(info.limits.percentPrice)
    limits.percentPriceBySide = PriceBand(info.limits.percentPriceBySide)
    limits.orderCountMax = info.limits.orderCountMax
    limits.stopCountMax = info.limits.stopCountMax
    limits.positionMax = info.limits.positionMax
    limits.trailingAbove = .init(
      min: info.limits.trailingAboveMin, max: info.limits.trailingAboveMax)
    limits.trailingBelow = .init(
      min: info.limits.trailingBelowMin, max: info.limits.trailingBelowMax)
  }
}

extension SymbolRules.PriceBand {
  fileprivate init(_ band: OrderLimits.PriceBand) {
    self.init(
      buy: .init(min: band.buyMin, max: band.buyMax),
      sell: .init(min: band.sellMin, max: band.sellMax), averageMinutes: band.averageMinutes)
  }
}
