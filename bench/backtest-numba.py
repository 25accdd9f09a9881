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
    base, quantity, level, wanted, trades, liquidations = WEALTH, 0.0, 0.0, -1.0, 0, 0
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
        if i > first and wanted >= 0 and base + quantity * o > 0:
            equity = base + quantity * o
            gap = wanted * equity - quantity * o
            side = 1.0 if gap >= 0 else -1.0
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
        wanted = -1.0 if abs(quantity * close[i] / equity - want) <= width else want
    return np.log(base + quantity * close[-1]), trades, liquidations


data = np.fromfile(sys.argv[1])
turns = int(sys.argv[2])
bars, windows, sets = (int(number) for number in data[:3])
ms, opened, low, close, funding = data[3 : 3 + 5 * bars].reshape(5, bars)
rest = data[3 + 5 * bars :]
first, targets, widths = int(rest[windows]), rest[windows + 1 :][:sets], rest[windows + 1 + sets :][:sets]
known = [volatility_of(ms, close, half_life) for half_life in rest[:windows]]


def many(chosen):
    logs, trades, liquidations = 0.0, 0, 0
    for column in chosen:
        for target, width in zip(targets if len(chosen) > 1 else targets[:1], widths):
            log, made, closed = run(opened, low, close, funding, column, first, target, width)
            logs, trades, liquidations = logs + log, trades + made, liquidations + closed
    return logs, trades, liquidations


start = time.perf_counter()
many(known[:1])
print(f"{1e9 * (time.perf_counter() - start) / (bars - first):.6g}")
for chosen, count, times in ((known[:1], 1, 20 * turns), (known, windows * sets, turns)):
    best, found = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        found = many(chosen)
        best = min(best, time.perf_counter() - start)
    print(f"{found[0]:.12g} {found[1]} {found[2]} {1e9 * best / count / (bars - first):.6g}")
