"""Runs episodes through pip's `backtesting`, and through a model of the policies that tell it from us.

One JSON episode per line in, one JSON answer per line out. Prices are whole numbers, so that floats are
exact. A bracket episode has one entry order with a stop-loss and a take-profit:

  {"candles": [[open, high, low, close], ...], "entry": {"kind": "limit", "limit": 97, "stop": null,
   "sl": 94, "tp": 103}}

and is answered by the fills [bar, price] of the library as it is, of the model with all policies, and by
the least set of policies that leads from one to the other. With no policy the model is the library: that
is checked for every episode. A crossover episode has "fast", "slow", "size" and "fee".
"""

import itertools
import json
import sys
import warnings

import pandas as pd
import backtesting.backtesting as engine
from backtesting import Backtest, Strategy

warnings.simplefilter("ignore")
Backtest.__init__.__globals__["_tqdm"] = lambda sequence, **_: sequence
engine.compute_stats = lambda **_: pd.Series(dtype=object)  # 99 % of the time, and not asked for

POLICIES = {
    "arrival": "a limit order takes where the close before it is within its limit, not the next open",
    "passed": "a resting limit order fills when its price is passed, not when it is touched",
    "own-price": "a resting limit order fills at its own price, also where the open is better",
    "open-first": "what the open decides comes before the rest of the candle",
    "same-candle": "exits meet the rest of their entry's own candle",
    "stop-limit-walk": "a stop-limit order may fill in the candle that reaches its stop, on the way",
}


def library(episode, strategy):
    frame = pd.DataFrame(
        episode["candles"], columns=["Open", "High", "Low", "Close"], dtype=float,
        index=pd.date_range("2020", periods=len(episode["candles"]), freq="h"))
    holder = {}
    strategy.holder = holder
    Backtest(frame, strategy, cash=1e9, commission=episode.get("fee", 0)).run()
    broker = holder["broker"]
    trades = sorted(broker.closed_trades + broker.trades, key=lambda trade: trade.entry_bar)
    fills = []
    for trade in trades:
        fills.append([trade.entry_bar, trade.entry_price])
        if trade.exit_bar is not None:
            fills.append([trade.exit_bar, trade.exit_price])
    return fills, broker.equity - 1e9


class Bracket(Strategy):
    def init(self):
        self.holder["broker"] = self._broker

    def next(self):
        if len(self.data) == 2:
            e = self.entry
            self.buy(size=1, limit=e["limit"], stop=e["stop"], sl=e["sl"], tp=e["tp"])


class Crossover(Strategy):
    def init(self):
        self.holder["broker"] = self._broker
        self.last = None

    def next(self):
        fast, slow = self.episode["fast"], self.episode["slow"]
        closes = [int(close) for close in self.data.Close]
        if len(closes) < slow:
            return
        difference = sum(closes[-fast:]) * slow - sum(closes[-slow:]) * fast
        side = (difference > 0) - (difference < 0)
        if self.last is not None:
            if side > 0 and self.last <= 0 and not self.position:
                self.buy(size=self.episode["size"])
            elif side < 0 and self.last >= 0 and self.position:
                self.position.close()
        self.last = side


class Model:
    """One entry with its exits, walked through candles under some of the policies."""

    def __init__(self, entry, policies):
        self.kind, self.limit, self.stop = entry["kind"], entry["limit"], entry["stop"]
        self.sl, self.tp = entry["sl"], entry["tp"]
        self.on = policies
        self.state = "pending"  # pending, held, done
        self.is_resting = False
        self.known = None  # the last price when an order arrives
        self.fills = []

    def below(self, price, limit):
        """Whether a price fills a resting purchase at a limit (a sale, with both negated)."""
        return price < limit if "passed" in self.on else price <= limit

    def trade(self, bar, price):
        self.fills.append([bar, price])
        self.state = "held" if self.state == "pending" else "done"

    def candle(self, bar, o, h, l, c):
        if self.state == "pending":
            point = self.enter(bar, o, h, l, c)
            if point is not None:
                self.exit_after_entry(bar, *point, (o, h, l, c))
        elif self.state == "held":
            self.exit_at(bar, o, h, l)

    def enter(self, bar, o, h, l, c):
        """The price at which the market stands once the entry is filled, and what it still does."""
        arrives, self.is_resting = not self.is_resting, True
        if self.kind == "market":
            self.trade(bar, o)
            return o, [l, h, c]
        if self.stop is not None:
            if h < self.stop:
                return None
            reached, self.stop = self.stop, None
            if self.limit is None:
                self.trade(bar, max(o, reached))
                return (o, [l, h, c]) if o >= reached else (reached, [h, l, c])
            return self.stop_limit(bar, reached, o, h, l, c)
        takes = self.limit >= (self.known if "arrival" in self.on else o)
        if arrives and takes and o <= self.limit:
            self.trade(bar, o)
            return o, [l, h, c]
        if o < self.limit or o == self.limit and self.below(o, self.limit):
            self.trade(bar, self.limit if "own-price" in self.on else o)
            return o, [l, h, c]
        if self.below(l, self.limit):
            self.trade(bar, self.limit)
            return self.limit, [l, c]
        return None

    def stop_limit(self, bar, reached, o, h, l, c):
        price = max(o, reached) if "stop-limit-walk" in self.on else reached
        if "stop-limit-walk" not in self.on:
            if l > self.limit or self.limit <= reached:
                return None
            self.trade(bar, min(reached, self.limit))
            # The library fills at the stop also where the candle opens beyond it.
            return self.fills[-1][1], [h, l, c]
        rest = [h, l, c]
        if price <= self.limit:
            self.trade(bar, price)
            # Filled at the open, something is held, and then the low comes first.
            return price, [l, h, c] if o >= reached else rest
        if self.below(l, self.limit):
            self.trade(bar, self.limit)
            return self.limit, [l, c]
        return None

    def exit_at(self, bar, o, h, l):
        """A candle that begins with the position: the loss first, wherever both are possible."""
        gain = self.tp if "own-price" in self.on else max(o, self.tp)
        if "open-first" in self.on and o > self.sl and self.below(-o, -self.tp):
            self.trade(bar, gain)
        elif l <= self.sl:
            self.trade(bar, min(o, self.sl))
        elif self.below(-h, -self.tp):
            self.trade(bar, gain if self.below(-o, -self.tp) else self.tp)

    def exit_after_entry(self, bar, price, rest, candle):
        o, h, l, _ = candle
        if "same-candle" not in self.on:
            if self.kind == "market":
                self.exit_at_open_entry(bar, o, rest, h, l)
            elif self.kind == "stop" and self.tp <= h and self.sl < l and self.below(-h, -self.tp):
                self.trade(bar, max(o, self.tp))
            return
        # The exits arrive where the entry was filled, and meet what is left of the walk.
        if price <= self.sl or price >= self.tp:
            return self.trade(bar, price)
        for to in rest:
            if to <= self.sl:
                return self.trade(bar, self.sl)
            if self.below(-to, -self.tp):
                return self.trade(bar, self.tp)

    def exit_at_open_entry(self, bar, o, rest, h, l):
        if l <= self.sl:
            self.trade(bar, min(o, self.sl))
        elif self.below(-h, -self.tp) or o >= self.tp:
            self.trade(bar, max(o, self.tp))

    @staticmethod
    def fills_of(episode, policies):
        model = Model(episode["entry"], policies)
        for bar, candle in enumerate(episode["candles"]):
            if bar >= 2:
                model.candle(bar, *candle)
            model.known = candle[3]
        return model.fills


def bracket(episode):
    Bracket.entry = episode["entry"]
    theirs, _ = library(episode, Bracket)
    ours = Model.fills_of(episode, set(POLICIES))
    needed = None
    if theirs != ours:
        sets = itertools.chain.from_iterable(
            itertools.combinations(POLICIES, size) for size in range(len(POLICIES) + 1))
        needed = next(list(s) for s in sets if Model.fills_of(episode, set(s)) == ours)
    return {
        "library": theirs, "model": ours, "policies": needed or [],
        "isModelled": Model.fills_of(episode, set()) == theirs}


def crossover(episode):
    Crossover.episode = episode
    fills, profit = library(episode, Crossover)
    return {"library": fills, "profit": profit}


for line in sys.stdin:
    episode = json.loads(line)
    answer = bracket(episode) if "entry" in episode else crossover(episode)
    print(json.dumps(answer))
