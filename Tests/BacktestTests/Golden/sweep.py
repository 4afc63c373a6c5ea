"""Makes sweep.json: random returns of trials, and their deflated Sharpe ratio, probability of backtest
overfitting and bootstrap, computed without Tapedeck by numpy and scipy, from the papers' formulas.

    pip install numpy scipy
    python sweep.py > sweep.json
"""
import json
from itertools import combinations

import numpy as np
import scipy
from scipy import stats

SEED, TRIALS, SLICES, BLOCKS = 20210522, 12, 128, 16
random = np.random.default_rng(SEED)
# Equity in hundredths, so that both sides start from the same exact numbers. The trials have something
# in common; one never trades, and two are the same.
common = random.normal(0.0004, 0.01, SLICES)
equity = np.round(1_000_000 * np.cumprod(
    1 + 0.5 * common + random.normal(0.0002, 0.008, (TRIALS, SLICES)), axis=1)).astype(int)
equity = np.hstack([np.full((TRIALS, 1), 1_000_000), equity])
equity[3] = 1_000_000
equity[5] = equity[4]
returns = np.diff(equity) / equity[:, :-1]


def sharpe(r):
    deviation = r.std(ddof=1, axis=-1)
    return np.divide(r.mean(axis=-1), deviation, out=np.zeros_like(deviation), where=deviation > 0)


# Bailey and Lopez de Prado (2014), equations 1 and 2.
best = int(np.argmax(equity[:, -1]))
sharpes, r = sharpe(returns), returns[best]
sr, skew, kurtosis = sharpes[best], stats.skew(r), stats.kurtosis(r, fisher=False)
luck = sharpes.std(ddof=1) * ((1 - np.euler_gamma) * stats.norm.ppf(1 - 1 / TRIALS)
                              + np.euler_gamma * stats.norm.ppf(1 - 1 / (TRIALS * np.e)))
deflated = stats.norm.cdf((sr - luck) * np.sqrt(SLICES - 1)
                          / np.sqrt(1 - skew * sr + (kurtosis - 1) / 4 * sr**2))

# Bailey, Borwein, Lopez de Prado and Zhu (2015), section 3.
blocks = np.split(returns, BLOCKS, axis=1)
logits = []
for inside in combinations(range(BLOCKS), BLOCKS // 2):
    outside = [b for b in range(BLOCKS) if b not in inside]
    chosen = np.argmax(sharpe(np.hstack([blocks[b] for b in inside])))
    ranks = stats.rankdata(sharpe(np.hstack([blocks[b] for b in outside])), method="average")
    share = ranks[chosen] / (TRIALS + 1)
    logits.append(np.log(share / (1 - share)))
logits = np.array(logits)

MASK = (1 << 64) - 1


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


numbers, length, ends = splitmix(1), int(np.ceil(SLICES**0.25)), []
for _ in range(2000):
    picked = []
    while len(picked) < SLICES:
        start = next(numbers) * SLICES >> 64
        picked += [(start + k) % SLICES for k in range(length)]
    ends.append(np.prod(1 + r[picked[:SLICES]]))

print(json.dumps({
    "madeWith": f"numpy {np.__version__}, scipy {scipy.__version__}",
    "best": best,
    "sharpe": sr,
    "expectedByLuck": luck,
    "deflated": deflated,
    "overfitting": float(np.mean(logits <= 0)),
    "medianLogit": float(np.median(logits)),
    "splits": len(logits),
    "blockLength": length,
    "low": np.quantile(ends, 0.025),
    "median": np.quantile(ends, 0.5),
    "high": np.quantile(ends, 0.975),
    "lossShare": float(np.mean(np.array(ends) < 1)),
    "equity": equity.tolist(),
}, separators=(",", ":")).replace("],[", "],\n["))
