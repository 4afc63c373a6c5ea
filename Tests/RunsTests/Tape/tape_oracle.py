"""A second broker for the tape, written from the rules of "Backtest a strategy" alone.

One JSON episode per line in, one JSON answer per line out. Plain and slow: every order is looked at at
every trade, and whatever can be worked out anew is not kept.

  {"trades": [[id, time in us, price, quantity, is buyer maker], ...], "plan": {"0": [order, ...],
   "fill1": [...]}, "cash": 1000, "fee": 0.001, "makerFee": 0, "latencyUs": 0, "touch": false}

Money is in units of 10^-8. A plan's orders are those of a strategy in another language: at the n-th
candle of a minute, from 0, and when it hears of the n-th fill, from 1.
"""

import json
import sys

ONE = 10**8
MINUTE = 60_000_000
QUIET = 2_000_000  # a candle whose end lies so far back has been heard of
NEVER = 1 << 62


def units(number):
    return round(number * ONE)


def up(a, b):
    return -(-a // b)


class Order:
    def __init__(self, number, side, size, kind, arrives):
        self.number, self.side, self.arrives = number, side, arrives
        self.what, self.size = size  # "base", "quote" or "target", and how much is left of it
        self.limit = units(kind["limit"]) if "limit" in kind else None
        self.maker_only = "limitMaker" in kind
        self.limit = units(kind["limitMaker"]) if self.maker_only else self.limit
        self.stop = units(kind["stop"]) if "stop" in kind else None
        self.trail = units(kind["trail"]) if "trail" in kind else None
        self.tif = kind.get("timeInForce", "GTC")
        self.exits, self.list, self.replaces, self.is_exit = None, None, None, False
        self.state = "sent"  # then takes, rests or waits (for its stop)
        self.cancelled, self.received, self.best, self.is_over = NEVER, 0, None, False

    def better(self, price, than):
        return price < than if self.side == "buy" else price > than

    def is_at_market(self):
        return self.limit is None and self.stop is None and self.trail is None

    def within(self, price):
        return self.limit is None or not self.better(self.limit, price)

    def stop_price(self):
        if self.trail is None:
            return self.stop
        away = up(self.best * self.trail, ONE)
        return self.best + away if self.side == "buy" else self.best - away

    def reaches_stop(self, price):
        return not self.better(price, self.stop_price())


class Tape:
    def __init__(self, episode):
        self.plan = episode["plan"]
        self.cash, self.base = units(episode["cash"]), 0
        self.fee, self.maker_fee = units(episode["fee"]), units(episode["makerFee"])
        self.latency, self.touch = episode["latencyUs"], episode["touch"]
        self.bid = self.ask = self.last = None
        self.now, self.left, self.number = 0, 0, 0
        self.candles, self.heard = 0, 0
        self.orders, self.fills, self.rejections, self.expired = [], [], [], 0
        self.changes = []  # of exits: when they arrive, the exit's number, the new kind or None
        self.run(episode["trades"])

    # The market

    def run(self, trades):
        end = None
        for number, time, price, quantity, is_buyer_maker in trades:
            end = end or (time // MINUTE + 1) * MINUTE
            while end + QUIET <= time:
                end = self.close(end)
            self.trade(number, time, units(price), units(quantity), is_buyer_maker)
            while end <= time:
                end = self.close(end)

    def close(self, end):
        self.advance(end)
        self.say(self.plan.get(str(self.candles), []))
        self.candles += 1
        return end + MINUTE

    def trade(self, number, time, price, quantity, is_buyer_maker):
        self.advance(time)
        self.quote(price, is_buyer_maker)
        self.left = quantity
        for order in list(self.orders):
            if not order.is_over:
                self.meet(order, price, number)
        self.orders = [order for order in self.orders if not order.is_over]
        while self.heard < len(self.fills):
            self.heard += 1
            self.say(self.plan.get("fill%d" % self.heard, []))

    def quote(self, price, is_buyer_maker):
        """A taker who sells was paid the bid, one who buys paid the ask; the newer one wins."""
        self.last = price
        if is_buyer_maker or self.bid is None:
            self.bid = price
        if not is_buyer_maker or self.ask is None:
            self.ask = price
        if self.bid > self.ask:
            self.bid = self.ask = price

    def advance(self, time):
        """What arrives until then, in its order: cancellations before orders."""
        while True:
            due = [(change[0], 0, change) for change in self.changes]
            due += [(o.cancelled, 1, o) for o in self.orders if not o.is_over]
            due += [(o.arrives, 2, o) for o in self.orders if o.state == "sent" and not o.is_over]
            first = min(due, key=lambda event: event[:2], default=(NEVER,))
            if first[0] > time:
                break
            self.now = max(self.now, first[0])
            (self.change_exit, self.finish, self.arrive)[first[1]](first[2])
            self.orders = [order for order in self.orders if not order.is_over]
        self.now = max(self.now, time)

    # What a strategy says

    def say(self, actions):
        for action in actions:
            if "cancel" in action:
                self.cancel(action["cancel"])
            elif "replace" in action:
                self.replace(action["replace"], action)
            elif "oneCancelsOther" in action:
                self.add_list(action)
            else:
                order = self.new(self.side_and_size(action), action)
                self.give_exits(order, self.exits_of(action))
                if self.is_bracket(order, order.exits):
                    self.orders.append(order)
                else:
                    self.rejections.append(order.number)
            self.advance(self.now)

    def new(self, side_and_size, kind):
        self.number += 1
        order = Order(self.number, *side_and_size, kind, self.now + self.latency)
        if order.what == "quote" and order.limit is not None:
            # What it buys at its limit.
            order.what, order.size = "base", order.size * ONE // order.limit
        return order

    @staticmethod
    def side_and_size(action):
        for key, side, what in [
            ("buy", "buy", "base"), ("sell", "sell", "base"), ("buyQuote", "buy", "quote"),
            ("target", None, "target"),
        ]:
            if key in action:
                return side, (what, units(action[key]))

    def give_exits(self, order, exits):
        """They have the numbers after the order's own."""
        order.exits = []
        for kind in exits or []:
            self.number += 1
            order.exits.append(dict(kind, number=self.number))

    @staticmethod
    def exits_of(action):
        exits = []
        if "stopLoss" in action:
            exits.append({"stop": action["stopLoss"]})
        if "stopLossLimit" in action:
            exits[0]["limit"] = action["stopLossLimit"]
        if "trailLoss" in action:
            exits.append({"trail": action["trailLoss"]})
        if "takeProfit" in action:
            exits.append({"limit": action["takeProfit"]})
        return exits or None

    def add_list(self, action):
        kinds = action["oneCancelsOther"]
        legs = [self.new(self.side_and_size(action), kind) for kind in kinds]
        for leg in legs:
            leg.list = legs[0].number
        self.orders += legs

    def find(self, number):
        return next((o for o in self.orders if o.number == number and not o.is_over), None)

    def cancel(self, number):
        order = self.find(number)
        if order is None:
            self.send_change(number, None)
        else:
            for other in [order] + self.others(order):
                other.cancelled = min(other.cancelled, self.now + self.latency)

    def others(self, order):
        return [
            o for o in self.orders
            if o is not order and order.list is not None and o.list == order.list and not o.is_over]

    def replace(self, number, action):
        old = self.find(number)
        if old is None:
            self.send_change(number, action)
            return
        order = self.new(self.side_and_size(action) or (old.side, (old.what, old.size)), action)
        order.tif, order.list = old.tif, old.list
        self.give_exits(order, old.exits)
        is_bad_target = order.what == "target" and not order.is_at_market()
        if is_bad_target or not self.is_bracket(order, order.exits):
            self.rejections.append(order.number)
            return
        at = self.orders.index(old)
        if self.latency == 0:
            order.received = old.received
            self.orders[at] = order
            old.is_over = True
        else:
            order.replaces = old
            old.cancelled = min(old.cancelled, order.arrives)
            self.orders.insert(at + 1, order)

    # Exits that wait for their entry

    def entry(self, number):
        return next(
            (o for o in self.orders if not o.is_over and any(
                exit["number"] == number for exit in o.exits or [])), None)

    def send_change(self, number, kind):
        if self.entry(number) is None:
            self.rejections.append(number)
        else:
            self.changes.append((self.now + self.latency, number, kind))

    def change_exit(self, change):
        """Of an entry that has traded by now, it is an order."""
        self.changes.remove(change)
        _, number, kind = change
        entry, order = self.entry(number), self.find(number)
        if entry is not None:
            exits = [dict(exit) for exit in entry.exits]
            changed = next(exit for exit in exits if exit["number"] == number)
            if kind is None:
                exits.remove(changed)
            elif "stop" in changed or "trail" in changed:
                return self.rejections.append(number)  # a stop stays one
            else:
                changed["limit"] = kind["limit"]
            if not self.is_bracket(entry, exits):
                return self.rejections.append(number)
            entry.exits = exits
        elif order is None:
            self.rejections.append(number)
        elif kind is None:
            self.finish(order)
        else:
            new = Order(number, order.side, (order.what, order.size), kind, self.now)
            new.list, new.is_exit, new.received = order.list, True, order.received
            self.orders[self.orders.index(order)] = new
            order.is_over = True

    def is_bracket(self, entry, exits):
        """The profit lies beyond the price of the entry, and on the other side of the stop."""
        stops = [units(exit["stop"]) for exit in exits if "stop" in exit]
        profits = [
            units(exit["limit"]) for exit in exits if "stop" not in exit and "trail" not in exit]
        price = next(p for p in (entry.limit, entry.stop, self.last) if p is not None)
        return all(
            profit > other if entry.side == "buy" else profit < other
            for other in stops + [price] for profit in profits)

    # An order's arrival

    def arrive(self, order):
        """Compares an order with the market as it is known, never with the price that comes next."""
        if order.is_at_market():
            order.state = "takes"
            return
        if order.stop is not None or order.trail is not None:
            order.state, order.best = "waits", self.last
            if order.reaches_stop(self.last):
                return self.trigger(order) if order.is_exit else self.reject(order)
            return self.check_funds(order)
        if not self.is_marketable(order):
            if order.tif != "GTC":
                return self.expire(order)
            order.state = "rests"
        elif order.maker_only:
            return self.reject(order)
        else:
            order.state = "takes"
        self.check_funds(order)

    def is_marketable(self, order):
        return order.within(self.ask if order.side == "buy" else self.bid)

    def trigger(self, order):
        """Its stop is reached: from here on it takes, or is a limit order that arrives."""
        for other in self.others(order):
            other.is_over = True
        order.list = None
        order.stop = order.trail = None
        if order.limit is None or self.is_marketable(order):
            order.state = "takes"
        elif order.tif != "GTC":
            self.expire(order)
        else:
            order.state = "rests"

    # Funds

    def need(self, order):
        """Quote and base that an order which stands sets aside."""
        if order.side == "sell":
            return 0, order.size
        price = order.limit if order.limit is not None else order.stop
        if order.what == "quote":
            return order.size, 0
        return (up(price * order.size, ONE) if price is not None else 0), 0

    def free(self, order):
        quote, base, lists = 0, 0, {}
        for other in self.orders:
            is_kin = other is order or order.list is not None and other.list == order.list
            if other.is_over or is_kin or other.state == "sent" or other.is_at_market():
                continue
            need = self.need(other)
            if other.list is not None:
                before = lists.get(other.list, (0, 0))
                most = max(before[0], need[0]), max(before[1], need[1])
                lists[other.list] = most
                need = most[0] - before[0], most[1] - before[1]
            quote, base = quote + need[0], base + need[1]
        return self.cash - quote, self.base - base

    def check_funds(self, order):
        need, free = self.need(order), self.free(order)
        if need[0] > free[0] or need[1] > free[1]:
            self.reject(order)

    # A trade

    def meet(self, order, price, trade):
        if order.state == "sent":
            return
        if order.state == "waits":
            if not order.reaches_stop(price):
                if order.trail is not None and order.better(price, order.best):
                    order.best = price
                return
            self.trigger(order)
            if order.is_over:
                return
            if order.state == "takes" and order.within(price):
                return self.fill(order, price, trade, is_maker=False)
            return
        if order.state == "rests":
            beyond = order.better(price, order.limit)
            if beyond or self.touch and price == order.limit:
                self.fill(order, order.limit, trade, is_maker=True)
        elif order.within(price):
            self.fill(order, price, trade, is_maker=False)
        elif order.tif != "GTC":
            self.expire(order)
        else:
            order.state = "rests"

    def fill(self, order, price, trade, is_maker):
        if self.left == 0:
            return
        if order.what == "target" and not self.resolve(order, price):
            return
        wanted = order.size if order.what == "base" else order.size * ONE // price
        if wanted == 0:
            return self.finish(order)
        if order.tif == "FOK" and self.left < wanted:
            return self.expire(order)
        quantity = min(wanted, self.left)
        rate = self.maker_fee if is_maker else self.fee
        free = self.free(order)
        if order.side == "buy":
            value = up(price * quantity, ONE)
            if value > free[0]:
                return self.reject(order)
            change = quantity - up(quantity * rate, ONE)
            self.cash, self.base = self.cash - value, self.base + change
        else:
            if quantity > free[1]:
                return self.reject(order)
            value, change = price * quantity // ONE, quantity
            self.cash += value - up(value * rate, ONE)
            self.base -= quantity
        self.left -= quantity
        order.received += change
        order.size -= quantity if order.what == "base" else value
        self.fills.append([order.number, trade, price, quantity, is_maker])
        for other in self.others(order):
            other.is_over = True
        order.list = None
        if quantity == wanted:
            for other in self.orders:
                if other.replaces is order and not other.is_over:
                    self.reject(other)
            self.finish(order)
        elif order.tif != "GTC":
            self.expire(order)

    def resolve(self, order, price):
        """A target of all or nothing becomes what it comes to."""
        free = self.free(order)
        if order.size == 0:
            if self.base <= 0:
                self.finish(order)
            elif free[1] <= 0:
                self.reject(order)
            else:
                order.side, order.what, order.size = "sell", "base", min(self.base, free[1])
        elif free[0] * ONE // price <= 0:
            self.finish(order)
        else:
            order.side, order.what, order.size = "buy", "quote", free[0]
        return not order.is_over

    # An order's end

    def reject(self, order):
        """Orders of a list stand or fall together."""
        self.rejections.append(order.number)
        for other in self.others(order):
            self.rejections.append(other.number)
            other.is_over = True
        self.finish(order)

    def expire(self, order):
        self.expired += 1
        self.finish(order)

    def finish(self, order):
        order.is_over = True
        if not order.exits or order.received == 0:
            return
        side = "sell" if order.side == "buy" else "buy"
        exits = [
            Order(kind["number"], side, ("base", order.received), kind, self.now)
            for kind in order.exits]
        for exit in exits:
            exit.is_exit = True
            exit.list = exits[0].number if len(exits) > 1 else None
        self.orders += exits
        for exit in exits:
            if not exit.is_over:
                self.arrive(exit)

    def answer(self):
        return {
            "candles": self.candles, "fills": self.fills, "rejections": self.rejections,
            "expired": self.expired,
            "open": sum(order.cancelled == NEVER for order in self.orders),
            "cash": self.cash, "base": self.base}


for line in sys.stdin:
    tape = Tape(json.loads(line))
    print(json.dumps(tape.answer()))
