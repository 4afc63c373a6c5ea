"""Makes indicators.csv: 300 random candles and what pandas makes of them.

    python make_indicators.py > indicators.csv        (pandas 3.1.1, numpy 2.4.6)

Nothing here is computed step by step as in the product: windows are pandas' rolling windows, and
exponential averages are the weighted sums that they stand for.
"""

import sys

import numpy as np
import pandas as pd

rng = np.random.default_rng(20260101)
count = 300
close = np.round(100 + np.cumsum(rng.normal(0, 1, count)), 2)
close[40:60] = close[40]  # nothing moves: no gains, no losses, no deviation
opened = np.roll(close, 1)
opened[0] = close[0]
high = np.round(np.maximum(opened, close) + rng.exponential(0.5, count), 2)
low = np.round(np.minimum(opened, close) - rng.exponential(0.5, count), 2)
volume = np.round(rng.exponential(50, count), 4)
frame = pd.DataFrame({"open": opened, "high": high, "low": low, "close": close, "volume": volume})


def weighted(series, length, weight):
    """The average that begins with a mean of `length` numbers: a sum of all numbers, weighted."""
    values = series.to_numpy(dtype=float)
    first = int(np.argmax(~np.isnan(values)))
    result = np.full(len(values), np.nan)
    start = first + length - 1
    seed = values[first:first + length].mean()
    for end in range(start, len(values)):
        after = values[start + 1:end + 1]
        powers = (1 - weight) ** np.arange(len(after))[::-1]
        result[end] = seed * (1 - weight) ** len(after) + np.sum(weight * powers * after)
    return pd.Series(result)


def ema(series, length):
    return weighted(series, length, 2 / (length + 1))


change = frame.close.diff()
gain = weighted(change.clip(lower=0), 14, 1 / 14)
loss = weighted((-change).clip(lower=0), 14, 1 / 14)
macd = ema(frame.close, 12) - ema(frame.close, 26)
signal = ema(macd, 9)
mean, deviation = frame.close.rolling(20).mean(), frame.close.rolling(20).std(ddof=0)
deviation[frame.close.rolling(20).max() == frame.close.rolling(20).min()] = 0  # pandas leaves a rest
reach = pd.concat(
    [frame.high, frame.close.shift()], axis=1).max(axis=1) - pd.concat(
    [frame.low, frame.close.shift()], axis=1).min(axis=1)
typical = (frame.high + frame.low + frame.close) / 3
columns = {
    "sma10": frame.close.rolling(10).mean(),
    "ema10": ema(frame.close, 10),
    "rsi14": 100 - 100 / (1 + gain / loss),
    "macd": macd, "signal": signal, "histogram": macd - signal,
    "lower": mean - 2 * deviation, "middle": mean, "upper": mean + 2 * deviation,
    "atr14": weighted(reach, 14, 1 / 14),
    "donchianHigh": frame.high.rolling(20).max(), "donchianLow": frame.low.rolling(20).min(),
    "vwap30": (typical * frame.volume).rolling(30).sum() / frame.volume.rolling(30).sum(),
    "max7": frame.close.rolling(7).max(), "min7": frame.close.rolling(7).min(),
    "deviation15": frame.close.rolling(15).std(ddof=0),
    "sample15": frame.close.rolling(15).std(ddof=1),
}
for name, series in columns.items():
    frame[name] = series
frame.to_csv(sys.stdout, index=False, float_format="%.12g", na_rep="")
