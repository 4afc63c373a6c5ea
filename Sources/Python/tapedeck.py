"""Strategies in Python for `tool backtest --exec`. One file without dependencies: copy it beside your script.

    from tapedeck import Strategy, run

    class Dip(Strategy):
        def on_candle(self, candle):
            if candle.close < candle.open:
                self.buy(quote=100, take_profit_share=0.02, stop_loss_share=0.01, tag="dip")

    run(Dip)

What there is to say and to hear stands in the page "A strategy in another language".
"""

import json
import sys
from dataclasses import dataclass, fields
from typing import Optional


@dataclass
class Candle:
    symbol: str
    interval: str
    open_time_ms: int
    close_time_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    trade_count: int
    is_complete: bool


@dataclass
class Trade:
    symbol: str
    id: int
    price: float
    quantity: float
    is_buyer_maker: bool
    time_us: int


@dataclass
class Fill:
    number: int
    order: int
    symbol: str
    side: str
    price: float
    quantity: float
    value: float
    fee: float
    fee_in: str
    is_maker: bool
    time_us: int
    reason: str
    client_id: Optional[str] = None
    tag: Optional[str] = None


@dataclass
class Rejection:
    order: int
    symbol: Optional[str]
    code: int
    message: str
    client_id: Optional[str] = None
    tag: Optional[str] = None


@dataclass
class End:
    order: int
    symbol: str
    reason: str  # cancelled or expired
    time_us: int
    client_id: Optional[str] = None
    tag: Optional[str] = None


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def typed(kind, members):
    known = {field.name: members.get(camel(field.name)) for field in fields(kind)}
    return kind(**known)


class Strategy:
    """Each event sets what is known: now_us, cash, equity, position, sellable, open_orders, tick_size …"""

    hear = []  # "instants", "trades"

    def on_start(self): pass
    def on_candle(self, candle): pass
    def on_instant(self): pass
    def on_trade(self, trade): pass
    def on_fill(self, fill): pass
    def on_rejection(self, rejection): pass
    def on_end(self, end): pass

    def buy(self, quantity=None, quote=None, **how):
        self._order({"buy": quantity} if quote is None else {"buyQuote": quote}, how)

    def sell(self, quantity=None, quote=None, **how):
        self._order({"sell": quantity} if quote is None else {"sellQuote": quote}, how)

    def target(self, share, **how): self._order({"target": share}, how)
    def close(self, **how): self._order({"close": True}, how)
    def cancel(self, order): self._order({"cancel": order}, {})
    def cancel_all(self, **how): self._order({"cancelAll": True}, how)
    def replace(self, order, **how): self._order({"replace": order}, how)
    def plot(self, name, value): self._plot[name] = value

    def _order(self, what, how):
        self._orders.append(what | {camel(key): value for key, value in how.items() if value is not None})


EVENTS = {
    "candle": Candle, "trade": Trade, "fill": Fill, "rejected": Rejection, "ended": End, "instant": None}
CALLS = {"rejected": "on_rejection", "ended": "on_end"}


def run(kind):
    """Plays a strategy: a line in, a line out, until there are no more."""
    strategy = kind()
    for line in sys.stdin:
        event = json.loads(line)
        strategy._orders, strategy._plot = [], {}
        for key, value in event.items():
            if key not in EVENTS and key != "start":
                name = "".join("_" + c.lower() if c.isupper() else c for c in key)
                setattr(strategy, name, value)
        if "start" in event:
            strategy.symbols, strategy.interval = event["start"]["symbols"], event["start"]["interval"]
            strategy.parameters = event["start"]["parameters"]
            strategy.on_start()
        key = next(key for key in event if key in EVENTS)
        call = getattr(strategy, CALLS.get(key, "on_" + key))
        call(typed(EVENTS[key], event[key])) if EVENTS[key] else call()
        answer = {"version": 2, "orders": strategy._orders, "plot": strategy._plot}
        print(json.dumps(answer | {"hear": strategy.hear}), flush=True)
