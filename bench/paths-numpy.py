"""
The kernel of bench/paths.c by numpy, 4,096 paths at a time. Usage: python3 paths-numpy.py <paths> <rounds>.
Prints what paths.c prints.
"""

import sys
import time

import numpy as np

STEPS, BLOCK = 365, 4096
MEAN, VARIANCE, ALPHA, BETA, OMEGA = 0.0003, 0.0016, 0.08, 0.90, 0.000032
CASH, THRESHOLD, BONUS, COST = 1 + 0.05 / 365, 0.83, 0.05, 0.001
TARGET, LOW, HIGH = 2.0, 1.7, 2.4


def simulated(stream, count):
    variance = np.full(count, VARIANCE)
    notional, cash = np.full(count, TARGET), np.full(count, 1 - TARGET)
    least, peak, kept = np.ones(count), np.ones(count), np.ones(count)
    traded, open_ = np.zeros(count), np.ones(count, bool)
    cost, trades, control = np.zeros(count), np.zeros(count), np.zeros(count)
    for _ in range(STEPS):
        # Bailey (1994), equation for the t law, with 4 degrees of freedom.
        shock = np.sqrt(2 * variance * (1 / np.sqrt(1 - stream.random(count)) - 1)) * np.cos(2 * np.pi * stream.random(count))
        level = THRESHOLD * notional
        before = level + cash
        control += notional / (notional + cash) * shock
        notional *= 1 + np.maximum(MEAN + shock, -0.9)
        cash[open_] *= CASH
        after = THRESHOLD * notional + cash
        scale = variance * level * level
        near = np.flatnonzero(open_ & (before * after <= 11.1 * scale))
        if near.size:
            chance = np.exp(-2 * before[near] * after[near] / scale[near])
            shut = near[(after[near] <= 0) | (stream.random(near.size) < chance)]
            value = np.where(after[shut] <= 0, notional[shut], -cash[shut] / THRESHOLD)
            cash[shut] = np.maximum(value + (1 + BONUS) * cash[shut], 1e-9)
            notional[shut] = 0
            open_[shut] = False
        wealth = notional + cash
        out = np.flatnonzero(open_ & ((notional > HIGH * wealth) | (notional < LOW * wealth)))
        if out.size:
            value = wealth[out]
            trade = np.abs(TARGET * value - notional[out])
            traded[out] += trade / value
            cost[out] += COST * trade / value
            trades[out] += 1
            wealth[out] = value = value - COST * trade
            notional[out] = TARGET * value
            cash[out] = value - TARGET * value
        np.minimum(least, wealth, out=least)
        np.maximum(peak, wealth, out=peak)
        np.minimum(kept, wealth / peak, out=kept)
        variance = OMEGA + ALPHA * shock * shock + BETA * variance
    logs = np.log(notional + cash)
    return np.array([np.sum(each) for each in (~open_, 1 - kept, logs, traded, cost, trades, control)])


paths, rounds = (int(argument) for argument in sys.argv[1:3])
best = np.inf
for _ in range(rounds):
    stream = np.random.Generator(np.random.SFC64(20261125))
    start = time.perf_counter()
    total = sum(simulated(stream, min(BLOCK, paths - first)) for first in range(0, paths, BLOCK))
    best = min(best, time.perf_counter() - start)
print(best * 1e9 / (paths * STEPS), *(total / paths))
