"""Fits GARCH(1,1)-t by arch to the returns in a file of doubles (six numbers that are not returns come first), with the
summary and its robust standard errors. Prints the log-likelihood and the least time of a fit in ms."""

import sys
import time
import warnings

import numpy as np
from arch import arch_model

warnings.filterwarnings("ignore")
returns = np.fromfile(sys.argv[1])[6:]
best = float("inf")
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    model = arch_model(returns, mean="Constant", vol="GARCH", p=1, q=1, dist="t", rescale=False)
    fit = model.fit(disp="off", cov_type="robust")
    fit.summary()
    best = min(best, 1e3 * (time.perf_counter() - start))
print(f"{fit.loglikelihood:.9f} {best:.6f}")
