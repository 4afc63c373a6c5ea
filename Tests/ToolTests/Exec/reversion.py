from tapedeck import Strategy, run

class Reversion(Strategy):
    gains, losses, last = 0.0, 0.0, None
    def on_candle(self, candle):
        change, self.last = candle.close - (self.last or candle.close), candle.close
        self.gains, self.losses = self.gains * 13 / 14 + max(change, 0), self.losses * 13 / 14 + max(-change, 0)
        rsi = 100 * self.gains / (self.gains + self.losses or 1)
        self.plot("rsi", rsi)
        if rsi < 30 and not self.sellable: self.buy(quote=500, stop_loss_share=0.02, tag="oversold")
        if rsi > 70 and self.sellable: self.close(tag="overbought")

run(Reversion)
