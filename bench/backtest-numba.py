"""
The run of bench/backtest.c by numba, set by set. Usage: python3 backtest-numba.py <file of doubles> <turns>. Prints what
backtest.c prints, and before it the time of the first call, which compiles, ns a bar.
"""

import sys
import time

import numba
import numpy as np

WEALTH, FEE, MAINTENANCE, LIQUIDATION_FEE, MOST, YEAR_MS = 100_000.0, 0.0005, 0.01, 0.005, 5.0, 31_536_000_000.0


@numba.njit
def volatility_of(ms, close, half_life):
    known = np.zeros(close.size)
    squares = years = 0.0
    for i in range(1, close.size):
        step = ms[i] - ms[i - 1]
        kept = 2.0 ** (-step / half_life)
        squares = kept * squares + np.log(close[i] / close[i - 1]) ** 2
        years = kept * years + step / YEAR_MS
        known[i] = np.sqrt(squares / years)
    return known


@numba.njit
def run(opened, low, close, funding, known, first, target, width):
    base, quantity, level, wanted, way, trades, liquidations = WEALTH, 0.0, 0.0, -1.0, 1.0, 0, 0
    for i in range(first, close.size):
        o = opened[i]
        if i > first and quantity > 0:
            base -= funding[i] * quantity * o
            level = -base / (quantity * (1 - MAINTENANCE)) if base < 0 else 0.0
            if o <= level:
                equity = base + quantity * o
                base = 0.0 if equity <= 0 else equity - min(equity, LIQUIDATION_FEE * quantity * o)
                quantity, level, wanted = 0.0, 0.0, -1.0
                liquidations += 1
        equity = base + quantity * o
        gap = wanted * equity - quantity * o
        side = 1.0 if gap >= 0 else -1.0
        # Where the price has turned so that it would trade the other way the order is dropped.
        if i > first and wanted >= 0 and equity > 0 and side == way:
            traded = side * gap / (1 + side * wanted * FEE)
            equity -= FEE * traded
            quantity += side * traded / o
            base = equity - quantity * o
            level = -base / (quantity * (1 - MAINTENANCE)) if base < 0 else 0.0
            trades += 1
        if i > first and quantity > 0 and low[i] <= level:
            equity = base + quantity * level
            base = equity - min(equity, LIQUIDATION_FEE * quantity * level)
            quantity = level = 0.0
            liquidations += 1
        equity = base + quantity * close[i]
        if equity <= 0:
            return 0.0, trades, liquidations
        want = min(target / known[i], MOST)
        held = quantity * close[i] / equity
        wanted = -1.0 if abs(held - want) <= width else want
        way = 1.0 if want >= held else -1.0
    return np.log(base + quantity * close[-1]), trades, liquidations


data = np.fromfile(sys.argv[1])
turns = int(sys.argv[2])
bars, windows, sets = (int(number) for number in data[:3])
ms, opened, low, close, funding = data[3 : 3 + 5 * bars].reshape(5, bars)
rest = data[3 + 5 * bars :]
first, targets, widths = int(rest[windows]), rest[windows + 1 :][:sets], rest[windows + 1 + sets :][:sets]
known = [volatility_of(ms, close, half_life) for half_life in rest[:windows]]


def timed(count, times):
    least, found = [float("inf")] * count, [None] * count
    for _ in range(times):
        for k in range(count):
            start = time.perf_counter()
            found[k] = run(opened, low, close, funding, known[k // sets], first, targets[k % sets], widths[k % sets])
            least[k] = min(least[k], time.perf_counter() - start)
    return [(*each, 1e9 * taken / (bars - first)) for each, taken in zip(found, least)]


print(f"{timed(1, 1)[0][3]:.6g}")
for log, trades, liquidations, taken in timed(1, 20 * turns) + timed(windows * sets, turns):
    print(f"{log:.17g} {trades} {liquidations} {taken:.6g}")
