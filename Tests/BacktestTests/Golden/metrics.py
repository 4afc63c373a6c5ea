"""Makes metrics.json: a random market, orders on it, and what they come to, computed without
Tapedeck: the account with fractions, the statistics with empyrical-reloaded and scipy.

    pip install numpy pandas scipy empyrical-reloaded
    python metrics.py > metrics.json
"""
import json
from fractions import Fraction

import empyrical
import numpy as np
import pandas as pd
import scipy
from scipy import stats

SEED, CANDLES, HOURS = 20210522, 600, 4  # 100 days of four-hour candles
FEE, CASH = Fraction(1, 1000), Fraction(10_000)

random = np.random.default_rng(SEED)
closes = np.maximum(100, np.round(10_000 * np.exp(np.cumsum(random.normal(0.0004, 0.012, CANDLES)))))
opens = np.concatenate([[10_000], closes[:-1]]) + random.integers(-20, 21, CANDLES)
highs = np.maximum(opens, closes) + random.integers(0, 90, CANDLES)
lows = np.minimum(opens, closes) - random.integers(0, 90, CANDLES)
candles = [[int(v) for v in row] for row in zip(opens, highs, lows, closes)]  # cents

# A market order placed at a candle's close is filled at the next open, the fee taken in quote. One
# purchase, one sale of all of it, and so on; the last position is kept.
indices = sorted(random.choice(np.arange(2, CANDLES - 2), 41, replace=False).tolist())
orders, fills, held = [], [], Fraction(0)
cash, base, trips, equity, lows_of_equity = CASH, Fraction(0), [], [], []
for index, (open_, high, low, close) in enumerate(candles):
    if index - 1 in indices:
        price = Fraction(open_, 100)
        if base == 0:
            quantity = Fraction(int(random.integers(10, 80)))
            entry = (index, price, quantity * price * (1 + FEE), quantity)
            cash -= entry[2]
            base = quantity
            orders.append([index - 1, "buy", int(quantity)])
        else:
            got = base * price * (1 - FEE)
            # Excursions: candles wholly within the round trip, and its own prices.
            inside = candles[entry[0]:index]
            lowest = min([Fraction(c[2], 100) for c in inside] + [price, entry[1]])
            highest = max([Fraction(c[1], 100) for c in inside] + [price, entry[1]])
            trips.append((got - entry[2], (entry[1] - lowest) / entry[1],
                          (highest - entry[1]) / entry[1], index - entry[0]))
            cash += got
            orders.append([index - 1, "sell", int(base)])
            base = Fraction(0)
    equity.append(cash + base * Fraction(close, 100))
    lows_of_equity.append(cash + base * Fraction(low, 100))

times = pd.date_range("2021-05-22", periods=CANDLES, freq=f"{HOURS}h", tz="UTC")
daily = pd.Series([float(e) for e in equity], index=times).resample("1D").last()
returns = pd.concat([pd.Series([float(CASH)]), daily]).pct_change().dropna()
n, per_day = len(returns), returns.mean() / returns.std(ddof=1)
skew, kurtosis = stats.skew(returns), stats.kurtosis(returns, fisher=False)
error = np.sqrt((1 - skew * per_day + (kurtosis - 1) / 4 * per_day**2) / (n - 1))
interval = (per_day + np.array([-1, 1]) * stats.norm.ppf(0.975) * error) * np.sqrt(365)


def drawdown(worths, lows):
    peak, worst = CASH, Fraction(0)
    for worth, low in zip(worths, lows):
        worst = max(worst, (peak - low) / peak)
        peak = max(peak, worth)
    return float(worst)


closed = [CASH + sum(t[0] for t in trips[:k + 1]) for k in range(len(trips))]
profits = [t[0] for t in trips]
marked = pd.Series([float(CASH)] + [float(e) for e in equity]).pct_change().dropna()
figures = {
    "finalEquity": float(equity[-1]),
    "days": n,
    "sharpe": empyrical.sharpe_ratio(returns, annualization=365),
    "sharpeLow": interval[0],
    "sharpeHigh": interval[1],
    "sortino": empyrical.sortino_ratio(returns, annualization=365),
    "cagr": empyrical.cagr(returns, annualization=365),
    "calmar": empyrical.cagr(returns, annualization=365) / -empyrical.max_drawdown(marked),
    "markedDrawdown": -empyrical.max_drawdown(marked),
    "intracandleDrawdown": drawdown(equity, lows_of_equity),
    "closedDrawdown": drawdown(closed, closed),
    "profitFactor": float(sum(p for p in profits if p > 0) / -sum(p for p in profits if p < 0)),
    "expectancy": float(sum(profits) / len(profits)),
    "bestTrip": float(max(profits)),
    "worstTrip": float(min(profits)),
    "meanHoldingHours": float(np.mean([t[3] for t in trips])) * HOURS,
    "adverse": [float(t[1]) for t in trips],
    "favourable": [float(t[2]) for t in trips],
}
assert abs(figures["markedDrawdown"] - drawdown(equity, equity)) < 1e-12
shares = [1e-9, 0.001, 0.025, 0.2, 0.5, 0.7, 0.975, 0.999999]
print(json.dumps({
    "madeWith": f"numpy {np.__version__}, pandas {pd.__version__}, scipy {scipy.__version__},"
                f" empyrical-reloaded {empyrical.__version__}",
    "figures": figures,
    "normalQuantiles": [[s, stats.norm.ppf(s)] for s in shares],
    "normalShares": [[x, stats.norm.cdf(x)] for x in [-6.0, -1.5, 0.0, 0.3, 2.0, 5.0]],
    "orders": orders,
    "candles": candles,
}, separators=(",", ":")).replace("],[", "],\n["))
