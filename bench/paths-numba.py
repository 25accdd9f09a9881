"""
The kernel of bench/paths.c by numba (fastmath, a generator of its own), path by path.
Usage: python3 paths-numba.py <paths> <rounds> <targets>. Prints what paths.c prints.
"""

import sys
import time

import numba
import numpy as np

STEPS = 365
MEAN, VARIANCE, ALPHA, BETA, OMEGA = 0.0003, 0.0016, 0.08, 0.90, 0.000032
CASH, THRESHOLD, BONUS, COST = 1 + 0.05 / 365, 0.83, 0.05, 0.001
U = np.uint64


@numba.njit(inline="always")
def mixed(z):
    z = (z ^ (z >> U(30))) * U(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U(27))) * U(0x94D049BB133111EB)
    return z ^ (z >> U(31))


@numba.njit(fastmath=True, inline="always")
def sine(x):
    t = x * x
    far = 2.5500313774235916 + t * (-0.5980451748941726 + t * 0.07722013032774835)
    return x * (3.1415925800448927 + t * (-5.16770687893614 + t * far))


@numba.njit(fastmath=True)
def moves(seed, path, shocks, factor, variance, uniform):
    """Student-t(4) shocks by Bailey's formula, GARCH(1,1); sfc64, one word of 64 bits for both uniforms of a step."""
    a = mixed(U(seed) + U(path) * U(0x9E3779B97F4A7C15))
    b = mixed(a + U(1))
    c = mixed(b + U(2))
    counter = U(1)
    h = VARIANCE
    for t in range(-12, STEPS):
        word = a + b + counter
        counter += U(1)
        a = b ^ (b >> U(11))
        b = c + (c << U(3))
        c = ((c << U(24)) | (c >> U(40))) + word
        if t < 0:
            continue
        u = (np.float64(np.uint32(word >> U(32))) + 0.5) * 2.0**-32
        v = (np.float64(np.uint32(word & U(0xFFFFFFFF))) + 0.5) * 2.0**-32 - 0.5
        shock = np.sqrt(2 * h * (1 / np.sqrt(u) - 1)) * sine(v)
        shocks[t] = shock
        factor[t] = 1 + max(MEAN + shock, -0.9)
        variance[t] = h
        uniform[t] = np.float64(np.uint32(mixed(word) >> U(32))) * 2.0**-32
        h = OMEGA + ALPHA * shock * shock + BETA * h


@numba.njit(fastmath=True)
def held(target, shocks, factor, variance, uniform):
    """Whether it was closed, its deepest drawdown, log of final wealth, traded; cost, trades, sum of leverage x shock."""
    notional, cash, wealth = target, 1 - target, 1.0
    cost, trades, control = 0.0, 0.0, 0.0
    peak, kept, traded, least = 1.0, 1.0, 0.0, 1.0
    low, high = 0.85 * target, 1.2 * target
    for t in range(STEPS):
        level = THRESHOLD * notional
        before = level + cash
        control += notional / wealth * shocks[t]
        notional *= factor[t]
        cash *= CASH
        after = THRESHOLD * notional + cash
        scale = variance[t] * level * level
        product = before * after
        if product <= 11.1 * scale:
            if after <= 0 or uniform[t] < np.exp(-2 * product / scale):
                value = notional if after <= 0 else -cash / THRESHOLD
                left = max(value + (1 + BONUS) * cash, 1e-9)
                return 1.0, 1 - min(kept, left / peak), np.log(left), traded, cost, trades, control
        wealth = notional + cash
        if notional > high * wealth or notional < low * wealth:
            trade = abs(target * wealth - notional)
            traded += trade / wealth
            cost += COST * trade / wealth
            trades += 1
            wealth -= COST * trade
            notional = target * wealth
            cash = wealth - notional
        least = min(least, wealth)
        peak = max(peak, wealth)
        if wealth < kept * peak:
            kept = wealth / peak
    return 0.0, 1 - kept, np.log(notional + cash), traded, cost, trades, control


@numba.njit(fastmath=True)
def simulated(seed, paths, targets):
    shocks, factor, variance, uniform = np.empty(STEPS), np.empty(STEPS), np.empty(STEPS), np.empty(STEPS)
    total = np.zeros(7)
    for path in range(paths):
        moves(seed, path, shocks, factor, variance, uniform)
        for i in range(targets):
            target = 2.0 if targets == 1 else 1.05 + 3.1 * i / (targets - 1)
            found = held(target, shocks, factor, variance, uniform)
            if i == 0:
                total += np.array(found)
    return total / paths


paths, rounds, targets = (int(argument) for argument in sys.argv[1:])
simulated(1, 10, targets)
best = np.inf
for _ in range(rounds):
    start = time.perf_counter()
    means = simulated(20261124, paths, targets)
    best = min(best, time.perf_counter() - start)
print(best * 1e9 / (paths * STEPS * targets), *means)
