"""
What vectorbt can express of bench/backtest.ts: weights of at most 1, no funding, no liquidation, orders known beforehand.
Usage: python3 backtest-vectorbt.py <file of doubles> <rounds> <columns>. The file holds the number of bars, then columns of
that length: open, close, weight wanted at the open (NaN: none), units traded at the open (NaN: none). Prints the final
wealth by weights without a fee and by units with one; then the least time of one run, of one run with its final value and
drawdown, and of `columns` runs at once, each ns a bar.
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
import vectorbt  # noqa: E402

WEALTH, FEE = 100_000.0, 0.0005
data = np.fromfile(sys.argv[1])
bars, rounds, columns = int(data[0]), int(sys.argv[2]), int(sys.argv[3])
opened, closed, weight, units = (pd.Series(column) for column in data[1:].reshape(-1, bars)[:4])


def run(size, size_type, fees):
    return vectorbt.Portfolio.from_orders(
        closed, size=size, size_type=size_type, price=opened, fees=fees, init_cash=WEALTH, freq="1h"
    )


def least(times, work):
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def with_figures():
    portfolio = run(weight, "targetpercent", FEE)
    portfolio.final_value(), portfolio.max_drawdown()


many = pd.DataFrame({column: weight for column in range(columns)})
start = time.perf_counter()
run(weight, "targetpercent", FEE)
cold = time.perf_counter() - start
print(vectorbt.__version__)
print(f"{run(weight, 'targetpercent', 0.0).final_value():.12g} {run(units, 'amount', FEE).final_value():.12g}")
single = least(rounds, lambda: run(weight, "targetpercent", FEE))
figures = least(rounds, with_figures)
sweep = least(max(1, rounds // 3), lambda: run(many, "targetpercent", FEE))
print(f"{1e9 * cold / bars:.6g} {1e9 * single / bars:.6g} {1e9 * figures / bars:.6g} {1e9 * sweep / bars / columns:.6g}")
