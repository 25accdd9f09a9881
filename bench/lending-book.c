/*
 * The health factors of a book of accounts with two collaterals and one debt at new prices, as fast as one core
 * computes them: three columns in, one out. gcc 12 takes two rows at a time (SSE2) with -O3 alone.
 *
 * Usage: lending-book FILE PASSES, where FILE holds doubles: the counted value of one unit of each collateral and of
 * the debt, then the three columns of quantities, one after the other. Prints how many health factors are below 1,
 * their sum (1e6 at most each) and the least time of a pass in ms.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static __attribute__((noinline)) void revalue(const double *restrict first, const double *restrict second,
                                              const double *restrict debt, const double *weights,
                                              double *restrict out, long rows) {
  const double x = weights[0], y = weights[1], price = weights[2];
  for (long row = 0; row < rows; row++) {
    const double ratio = (first[row] * x + second[row] * y) / (debt[row] * price);
    out[row] = ratio <= DBL_MAX ? ratio : DBL_MAX;
  }
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (!file) return 66;
  fseek(file, 0, SEEK_END);
  const long count = ftell(file) / (long)sizeof(double), rows = (count - 3) / 3;
  rewind(file);
  double *data = malloc(sizeof(double) * count), *out = malloc(sizeof(double) * rows);
  if (fread(data, sizeof(double), count, file) != (size_t)count) return 66;
  fclose(file);
  const double *columns = data + 3;
  const long passes = atol(argv[2]);
  double best = INFINITY;
  for (long pass = 0; pass < passes; pass++) {
    const double start = now_ms();
    revalue(columns, columns + rows, columns + 2 * rows, data, out, rows);
    best = fmin(best, now_ms() - start);
  }
  long below = 0;
  double sum = 0;
  for (long row = 0; row < rows; row++) {
    below += out[row] < 1;
    sum += fmin(out[row], 1e6);
  }
  printf("%ld %.17g %.6f\n", below, sum, best);
  return 0;
}
