/*
 * The limit for bench/paths.ts: the same market and account as there, in C, LANES paths at a time in loops that the compiler
 * turns into vectors (LANES 1: path by path, stopping where the venue closes it). One position, or `targets` on common shocks.
 * Usage: paths <paths> <rounds> <targets>. Prints ns a path-step-target (least of the rounds), then of the first target the share
 * closed, the mean drawdown, the mean log of final wealth and the mean traded. What it counts on the way is what a row of
 * ours holds: also the costs, the number of trades, and the sum of leverage x shock.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifndef LANES
#define LANES 16
#endif
#define STEPS 365
#define BLOCK 73

static const double MEAN = .0003, VARIANCE = .0016, ALPHA = .08, BETA = .90, OMEGA = .000032;
static const double CASH = 1 + .05 / 365, THRESHOLD = .83, BONUS = .05, COST = .001;

typedef struct { uint32_t a[LANES], b[LANES], c[LANES], counter; } streams;
typedef struct { double shock[BLOCK][LANES], factor[BLOCK][LANES], variance[BLOCK][LANES], uniform[BLOCK][LANES]; } shocks;
typedef struct { double notional[LANES], cash[LANES], least[LANES], peak[LANES], kept[LANES], traded[LANES], open[LANES];
  double cost[LANES], trades[LANES], control[LANES]; } account;
typedef struct { double closed, drawdown, log_wealth, traded, cost, trades, control; } sums;

static inline uint32_t scrambled(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

static uint32_t hashed(uint32_t h, uint32_t seed, uint32_t path) {
  const uint32_t words[4] = {seed, 0, path, 0};
  for (int i = 0; i < 4; i++) h = scrambled((h ^ words[i]) + 0x9e3779b9u);
  return h;
}

static inline double centred(uint32_t word) { return ((double)(int32_t)word + .5) * 0x1p-32; }

static inline double sine(double x) {
  const double t = x * x;
  const double far = 2.5500313774235916 + t * (-0.5980451748941726 + t * 0.07722013032774835);
  return x * (3.1415925800448927 + t * (-5.16770687893614 + t * far));
}

static inline uint32_t drawn(streams *s, int l, uint32_t counter) {
  const uint32_t sum = s->a[l] + s->b[l] + counter;
  s->a[l] = s->b[l] ^ (s->b[l] >> 9);
  s->b[l] = s->c[l] + (s->c[l] << 3);
  s->c[l] = ((s->c[l] << 21) | (s->c[l] >> 11)) + sum;
  return sum;
}

static void seeded(streams *s, uint32_t seed, uint32_t first) {
  for (int l = 0; l < LANES; l++) {
    s->a[l] = hashed(0x243f6a88u, seed, first + l);
    s->b[l] = hashed(0x85a308d3u, seed, first + l);
    s->c[l] = hashed(0x13198a2eu, seed, first + l);
    for (uint32_t turn = 1; turn <= 12; turn++) drawn(s, l, turn);
  }
  s->counter = 13;
}

/* Student-t(4) shocks by Bailey's formula, GARCH(1,1). */
static void move(streams *s, double *variance, shocks *out, int steps) {
  for (int t = 0; t < steps; t++) {
    const uint32_t counter = s->counter;
#pragma omp simd
    for (int l = 0; l < LANES; l++) {
      const uint32_t first = drawn(s, l, counter), second = drawn(s, l, counter + 1);
      const double h = variance[l];
      const double shock = sqrt(2 * h * (1 / sqrt(centred(first ^ 0x80000000u) + .5) - 1)) * sine(centred(second));
      const double r = MEAN + shock;
      out->shock[t][l] = shock;
      out->factor[t][l] = 1 + (r > -.9 ? r : -.9);
      out->variance[t][l] = h;
      out->uniform[t][l] = centred(scrambled(first ^ (second * 0x9e3779b9u))) + .5;
      variance[l] = OMEGA + ALPHA * shock * shock + BETA * h;
    }
    s->counter = counter + 2;
  }
}

/* What a crossing does to one lane, if it comes. */
static void crossing(account *x, int l, double factor, double variance, double uniform) {
  const double level = THRESHOLD * x->notional[l], before = level + x->cash[l];
  const double cash = x->cash[l] * CASH, after = level * factor + cash;
  if (after > 0 && !(uniform < exp(-2 * before * after / (variance * level * level)))) return;
  const double value = after <= 0 ? x->notional[l] * factor : -cash / THRESHOLD;
  const double left = value + (1 + BONUS) * cash;
  x->notional[l] = 0;
  x->cash[l] = left > 1e-9 ? left : 1e-9;
  x->open[l] = 0;
}

static void hold(account *x, const shocks *in, int steps, double target, double low, double high) {
  for (int t = 0; t < steps; t++) {
    double next_notional[LANES], next_cash[LANES];
    int any = 0;
#pragma omp simd reduction(| : any)
    for (int l = 0; l < LANES; l++) {
      const double level = THRESHOLD * x->notional[l];
      x->control[l] += x->notional[l] / (x->notional[l] + x->cash[l]) * in->shock[t][l];
      next_notional[l] = x->notional[l] * in->factor[t][l];
      next_cash[l] = x->open[l] != 0 ? x->cash[l] * CASH : x->cash[l];
      const double product = (level + x->cash[l]) * (THRESHOLD * next_notional[l] + next_cash[l]);
      any |= product <= 11.1 * in->variance[t][l] * level * level;
    }
    if (any)
      for (int l = 0; l < LANES; l++) {
        if (x->open[l] == 0) continue;
        crossing(x, l, in->factor[t][l], in->variance[t][l], in->uniform[t][l]);
        if (x->open[l] == 0) { next_notional[l] = 0; next_cash[l] = x->cash[l]; }
      }
    if (LANES == 1 && x->open[0] == 0) {
      const double wealth = x->cash[0];
      x->least[0] = wealth < x->least[0] ? wealth : x->least[0];
      x->kept[0] = wealth / x->peak[0] < x->kept[0] ? wealth / x->peak[0] : x->kept[0];
      return;
    }
#pragma omp simd
    for (int l = 0; l < LANES; l++) {
      const double size = next_notional[l], value = size + next_cash[l];
      const int out = (x->open[l] != 0) & ((size > high * value) | (size < low * value));
      const double trade = out ? fabs(target * value - size) : 0, wealth = value - COST * trade;
      x->traded[l] += trade / value;
      x->cost[l] += COST * trade / value;
      x->trades[l] += out;
      x->notional[l] = out ? target * wealth : size;
      x->cash[l] = wealth - x->notional[l];
      x->least[l] = wealth < x->least[l] ? wealth : x->least[l];
      x->peak[l] = wealth > x->peak[l] ? wealth : x->peak[l];
      const double kept = wealth / x->peak[l];
      x->kept[l] = kept < x->kept[l] ? kept : x->kept[l];
    }
  }
}

static void begin(account *x, double target) {
  for (int l = 0; l < LANES; l++) {
    x->notional[l] = target;
    x->cash[l] = 1 - target;
    x->least[l] = x->peak[l] = x->kept[l] = x->open[l] = 1;
    x->traded[l] = x->cost[l] = x->trades[l] = x->control[l] = 0;
  }
}

static void add(sums *to, const account *x) {
  for (int l = 0; l < LANES; l++) {
    to->closed += x->open[l] == 0;
    to->drawdown += 1 - x->kept[l];
    to->log_wealth += log(x->notional[l] + x->cash[l]);
    to->traded += x->traded[l];
    to->cost += x->cost[l];
    to->trades += x->trades[l];
    to->control += x->control[l];
  }
}

/* Of one target: 2, and a band from 1.7 to 2.4; of several, 1.05 to 4.15, and bands as wide in proportion. */
static double target_of(int i, int targets) { return targets == 1 ? 2 : 1.05 + 3.1 * i / (targets - 1); }

static sums simulated(uint32_t seed, int paths, int targets) {
  static account accounts[32];
  sums total = {0};
  for (int first = 0; first < paths; first += LANES) {
    streams s;
    shocks buffer;
    double variance[LANES];
    seeded(&s, seed, first);
    for (int l = 0; l < LANES; l++) variance[l] = VARIANCE;
    for (int i = 0; i < targets; i++) begin(&accounts[i], target_of(i, targets));
    for (int t = 0; t < STEPS; t += BLOCK) {
      move(&s, variance, &buffer, BLOCK);
      int open = 0;
      for (int i = 0; i < targets; i++) {
        const double target = target_of(i, targets);
        if (LANES == 1 && accounts[i].open[0] == 0) continue;
        open++;
        hold(&accounts[i], &buffer, BLOCK, target, .85 * target, 1.2 * target);
      }
      if (open == 0) break;
    }
    add(&total, &accounts[0]);
  }
  return total;
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  const int paths = atoi(arguments[1]) / LANES * LANES, rounds = atoi(arguments[2]), targets = atoi(arguments[3]);
  double best = INFINITY;
  sums total = {0};
  for (int round = 0; round < rounds; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    total = simulated(20261123u, paths, targets);
    clock_gettime(CLOCK_MONOTONIC, &to);
    const double ns = (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec);
    if (ns < best) best = ns;
  }
  printf("%.4f %.8f %.8f %.8f %.8f %.8f %.8f %.8f\n", best / ((double)paths * STEPS * targets), total.closed / paths,
         total.drawdown / paths, total.log_wealth / paths, total.traded / paths, total.cost / paths,
         total.trades / paths, total.control / paths);
  return 0;
}
