/**
 * Times a decision from estimates beside a reference loop of a million exponentials in the same run. First checks that each
 * decision is what it says: the band's far edge has no room under the cap that binds, or growth is highest there by a plain
 * search. Then prints the minimum of alternating rounds of each, and the ratio.
 */
import { performance } from "node:perf_hooks";
import { decide, spreadGrowthAnnual, type DecisionRequest } from "../src/decision/index.js";
import { minimise } from "../src/kernel/index.js";
import { stated } from "../src/model/index.js";
import { eth, stethEth } from "../src/models/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";

const ROUNDS = 40;
const WARM_ROUNDS = 20;

const estimates = eth.estimates({ borrowRateAnnual: 0.05, fundingRateAnnual: stated(0.11, 0.05) });
const loop: DecisionRequest = {
  account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
  estimates,
  venue: aaveV3.market("ethereum", "WETH"),
  tolerance: { lossMax: 0.5, probabilityMax: 0.1 },
};
const strong = { ...estimates, volatilityAnnual: stated(0.5), driftAnnual: stated(0.9, 0.1) };
const free = { lossMax: 0.999, probabilityMax: 0.999, measuredAgainst: "cash", leverageRatioMin: 0 } as const;

const staked: DecisionRequest = {
  account: { asset: "wstETH", equity: 100, price: 1.16 },
  estimates: stethEth.estimates({ borrowRateAnnual: stated(0.025, 0.005), yieldAnnual: stated(0.06, 0.003) }),
  venue: aaveV3.market("ethereum", "wstETH", { quote: "WETH" }),
  tolerance: { lossMax: 0.5, probabilityMax: 0.1 },
};

const requests: Readonly<Record<string, DecisionRequest>> = {
  "loop, the README's": loop,
  "loop, a cap binds": { ...loop, estimates: strong },
  "loop, growth binds": { ...loop, estimates: { ...strong, gap: null }, tolerance: free },
  "perpetual, a cap binds, share isolated": {
    ...loop,
    account: { asset: "ETHUSDT", equity: 10_000, price: 2_500 },
    estimates: strong,
    venue: binanceUsdm.market("ETHUSDT"),
  },
  "loop left alone for a month": {
    ...loop,
    estimates: strong,
    policy: { kind: "unattended", resetMs: 30 * 86_400_000 },
  },
  "loop with a fixed cost per trade": { ...loop, estimates: strong, costs: { fixedCost: 30 } },
  "loop with 5,000 posterior draws": { ...loop, draws: 5000 },
  "staked loop with jumps, watched": staked,
  "staked loop with jumps, left alone for a month": {
    ...staked,
    policy: { kind: "unattended", resetMs: 30 * 86_400_000 },
  },
};

/** @throws Error unless the decision is what it says it is. */
function checkAgreement(name: string, request: DecisionRequest): void {
  const decision = decide(request);
  if (decision.status === "infeasible") throw new Error(`${name}: no answer`);
  const binding = decision.caps.find((cap) => cap.name === decision.boundBy);
  if (binding !== undefined && Math.abs(binding.slack ?? 1) > 1e-4)
    throw new Error(`${name}: the binding cap has room`);
  if (decision.boundBy !== "growth") return;
  const market = {
    driftAnnual: request.estimates.driftAnnual?.value ?? 0,
    lendRateAnnual: request.estimates.lendRateAnnual.value,
    borrowRateAnnual: request.estimates.borrowRateAnnual.value,
    volatilityAnnual: request.estimates.volatilityAnnual.value,
  };
  const searched = minimise((leverage) => -spreadGrowthAnnual(market, leverage), 1, 20).at;
  if (Math.abs(searched - decision.leverageRatio) > 1e-6) throw new Error(`${name}: a plain search finds ${searched}`);
}

let sink = 0;

/** The reference: a million exponentials. */
function reference(): void {
  for (let i = 0; i < 1_000_000; i++) sink += Math.exp(-i * 1e-6);
}

/** Time of one call, ms. */
function timeMs(call: () => void): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

for (const [name, request] of Object.entries(requests)) {
  checkAgreement(name, request);
  const best = { decision: Infinity, reference: Infinity };
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const decisionMs = timeMs(() => void decide(request));
    const referenceMs = timeMs(reference);
    if (round < WARM_ROUNDS) continue;
    best.decision = Math.min(best.decision, decisionMs);
    best.reference = Math.min(best.reference, referenceMs);
  }
  const ratio = (best.decision / best.reference).toFixed(2);
  console.log(
    `${name.padEnd(40)} ${best.decision.toFixed(2)} ms, ${ratio} of a million exponentials (${best.reference.toFixed(2)} ms)`,
  );
}
if (!Number.isFinite(sink)) throw new Error("the reference was not run");
