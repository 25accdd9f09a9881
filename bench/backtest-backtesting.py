"""
What backtesting.py can express of bench/backtest.ts: no funding, one margin for opening and keeping, whole units (so prices
are those of a hundred-millionth), ruin at a close. Usage: python3 backtest-backtesting.py <file of doubles> <rounds>. The file
is that of backtest-vectorbt.py, with high, low, volatility a year after the units. Prints the final wealth by the units in the
file; then that of a volatility target of 60 %, at most 5x, traded when a tenth off, and the least time of such a run, ns a bar.
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
import backtesting  # noqa: E402
from backtesting import Backtest, Strategy  # noqa: E402

backtesting.Backtest._tqdm = staticmethod(lambda sequence, **_: sequence)
WEALTH, FEE, UNIT = 100_000.0, 0.0005, 1e-8
TARGET, BAND, MOST = 0.6, 0.1, 5.0
data = np.fromfile(sys.argv[1])
bars, rounds = int(data[0]), int(sys.argv[2])
opened, closed, _, units, high, low, volatility = data[1:].reshape(-1, bars)[:7]
frame = pd.DataFrame(
    {"Open": opened * UNIT, "High": high * UNIT, "Low": low * UNIT, "Close": closed * UNIT, "Volatility": volatility},
    index=pd.date_range("2017-08-17", periods=bars, freq="h"),
)
following = np.append(np.round(np.nan_to_num(units[1:]) / UNIT), 0)


class Replayed(Strategy):
    """The orders of the file: decided at a close, filled at the next open."""

    def init(self):
        pass

    def next(self):
        size = following[len(self.data) - 1]
        if size > 0:
            self.buy(size=size)
        elif size < 0:
            self.sell(size=-size)


class VolatilityTarget(Strategy):
    """What a person would write."""

    def init(self):
        pass

    def next(self):
        price, known = self.data.Close[-1], self.data.Volatility[-1]
        if not known > 0:
            return
        want = min(TARGET / known, MOST)
        held = self.position.size * price / self.equity
        if abs(held / want - 1) <= BAND:
            return
        size = round((want * self.equity) / price) - self.position.size
        if size > 0:
            self.buy(size=size)
        elif size < 0:
            self.sell(size=-size)


def run(strategy, margin):
    return Backtest(frame, strategy, cash=WEALTH, commission=FEE, margin=margin).run()


print(backtesting.__version__)
# All cash is spent at times: at a margin of 1 such an order is cancelled where it is beyond it by rounding.
final = run(Replayed, 0.999)["Equity Final [$]"]
best, wealth = float("inf"), float("nan")
for _ in range(rounds):
    start = time.perf_counter()
    wealth = run(VolatilityTarget, 1 / MOST)["Equity Final [$]"]
    best = min(best, time.perf_counter() - start)
print(f"{final:.12g} {wealth:.12g} {1e9 * best / bars:.6g}")
