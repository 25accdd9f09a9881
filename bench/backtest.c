/* The run of bench/backtest.ts, bar by bar: leverage min(target / volatility, 5), traded when it is off by a width, funding at the
   open, liquidation within the bar, a fee. Usage: backtest <file of doubles> <turns>. The file holds the numbers of bars, of
   half-lives and of sets of each half-life; then the columns time in ms, open, low, close, funding paid in the bar (a fraction of
   notional); half-lives in ms; then index of the first check; target and width of each set. Prints, for the first set alone and then for each:
   log of final wealth (0 where nothing is left), trades, liquidations, least ns a bar over the turns; volatility is not in the time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WEALTH 100000.0
#define FEE 0.0005
#define MAINTENANCE 0.01
#define LIQUIDATION_FEE 0.005
#define MOST 5.0
#define YEAR_MS 31536000000.0

static int bars, windows, sets, first;
static double *ms, *open_, *low, *close_, *funding, *halfLives, *targets, *widths, **volatility;

typedef struct {
  double log;
  long trades, liquidations;
} Found;

/* Equity at a price is base + quantity x price; a level of 0 is never reached. */
static double levelOf(double base, double quantity) { return base < 0 ? -base / (quantity * (1 - MAINTENANCE)) : 0; }

static Found one(const double *known, double target, double width) {
  double base = WEALTH, quantity = 0, level = 0, wanted = -1, way = 1;
  Found found = {0, 0, 0};
  for (int i = first; i < bars; i++) {
    if (i > first) {
      double o = open_[i], equity;
      if (quantity > 0) {
        base -= funding[i] * quantity * o;
        level = levelOf(base, quantity);
        if (o <= level) {
          equity = base + quantity * o;
          base = equity <= 0 ? 0 : equity - fmin(equity, LIQUIDATION_FEE * quantity * o);
          quantity = level = 0, wanted = -1; /* what is closed cancels the order under way */
          found.liquidations++;
        }
      }
      equity = base + quantity * o;
      double notional = quantity * o, gap = wanted * equity - notional, side = gap >= 0 ? 1 : -1;
      /* where the price has turned so that it would trade the other way the order is dropped */
      if (wanted >= 0 && equity > 0 && side == way) {
        double traded = side * gap / (1 + side * wanted * FEE);
        equity -= FEE * traded;
        quantity = (notional + side * traded) / o;
        base = equity - quantity * o;
        level = levelOf(base, quantity);
        found.trades++;
      }
      if (quantity > 0 && low[i] <= level) {
        equity = base + quantity * level;
        base = equity - fmin(equity, LIQUIDATION_FEE * quantity * level);
        quantity = level = 0;
        found.liquidations++;
      }
    }
    double c = close_[i], equity = base + quantity * c;
    if (equity <= 0) return found;
    double want = fmin(target / known[i], MOST), held = quantity * c / equity;
    wanted = fabs(held - want) <= width ? -1 : want;
    way = want >= held ? 1 : -1;
  }
  found.log = log(base + quantity * close_[bars - 1]);
  return found;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * t.tv_sec + t.tv_nsec;
}

static Found set(int k) { return one(volatility[k / sets], targets[k % sets], widths[k % sets]); }

static void timed(int count, int turns) {
  Found *found = malloc(count * sizeof *found);
  double *least = malloc(count * sizeof *least);
  for (int turn = 0; turn < turns; turn++)
    for (int k = 0; k < count; k++) {
      double start = now();
      found[k] = set(k);
      double taken = now() - start;
      least[k] = turn == 0 ? taken : fmin(least[k], taken);
    }
  for (int k = 0; k < count; k++)
    printf("%.17g %ld %ld %.6g\n", found[k].log, found[k].trades, found[k].liquidations, least[k] / (bars - first));
}

int main(int count, char **arguments) {
  FILE *file = count > 2 ? fopen(arguments[1], "rb") : NULL;
  double head[3];
  if (!file || fread(head, 8, 3, file) != 3) return 1;
  bars = head[0], windows = head[1], sets = head[2];
  size_t length = 5 * (size_t)bars + windows + 1 + 2 * (size_t)sets;
  double *data = malloc(8 * length);
  if (fread(data, 8, length, file) != length) return 1;
  ms = data, open_ = ms + bars, low = open_ + bars, close_ = low + bars, funding = close_ + bars;
  halfLives = funding + bars, first = halfLives[windows], targets = halfLives + windows + 1, widths = targets + sets;
  volatility = malloc(windows * sizeof *volatility);
  for (int w = 0; w < windows; w++) {
    double squares = 0, years = 0;
    volatility[w] = calloc(bars, 8);
    for (int i = 1; i < bars; i++) {
      double step = ms[i] - ms[i - 1], kept = exp2(-step / halfLives[w]), move = log(close_[i] / close_[i - 1]);
      squares = kept * squares + move * move, years = kept * years + step / YEAR_MS;
      volatility[w][i] = sqrt(squares / years);
    }
  }
  int turns = atoi(arguments[2]);
  timed(1, 20 * turns);
  timed(windows * sets, turns);
  return 0;
}
