/*
 * The log-likelihood of GARCH(1,1) with standardised Student-t innovations, as fast as one core computes it: the recursion
 * of the variance is the chain that nothing can shorten; eight terms are multiplied before each logarithm.
 *
 * Usage: garch-likelihood FILE EVALUATIONS ROUNDS, where FILE holds doubles: mean, omega, alpha, beta, degrees of freedom,
 * backcast, then the returns. Prints the log-likelihood and the least time of EVALUATIONS likelihoods in ms.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double likelihood(const double *returns, long count, const double *p) {
  const double mean = p[0], omega = p[1], alpha = p[2], beta = p[3], freedom = p[4], backcast = p[5];
  double h = omega + (alpha + beta) * backcast;
  double variances = 1, spreads = 1, log_variance = 0, log_spread = 0;
  for (long t = 0; t < count; t++) {
    const double e = returns[t] - mean, square = e * e;
    variances *= h;
    spreads *= (freedom - 2) * h + square;
    if ((t & 7) == 7) {
      log_variance += log(variances);
      log_spread += log(spreads);
      variances = spreads = 1;
    }
    h = omega + alpha * square + beta * h;
  }
  log_variance += log(variances);
  log_spread += log(spreads);
  const double constant = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - 0.5 * log(M_PI * (freedom - 2));
  return count * constant - 0.5 * log_variance -
         0.5 * (freedom + 1) * (log_spread - log_variance - count * log(freedom - 2));
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (!file) return 66;
  double *data = malloc(sizeof(double) * 1000000);
  const long read = (long)fread(data, sizeof(double), 1000000, file) - 6;
  fclose(file);
  const long evaluations = atol(argv[2]), rounds = atol(argv[3]);
  double best = INFINITY, sink = 0;
  for (long round = 0; round < rounds; round++) {
    const double start = now_ms();
    for (long i = 0; i < evaluations; i++) {
      data[0] += 1e-18 * (i & 1); /* a new point each time, so that no call can be left out */
      sink += likelihood(data + 6, read, data);
    }
    best = fmin(best, now_ms() - start);
  }
  printf("%.9f %.6f %g\n", likelihood(data + 6, read, data), best, sink == sink ? 0.0 : 1.0);
  return 0;
}
