import { protectionsAt, type ProtectionRequest } from "../backtest/index.js";
import { HOUR_MS, YEAR_MS, toleranceOf, yearsOf, type Watching } from "../model/index.js";
import { protectSentence, protectText, protectToJson, type ProtectReport } from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { amount, durationMs, fraction, present, required } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import { wired, type Wired } from "./wiring.js";

/** Paths where nobody says how many: odds of a tenth are then known to within a point, one standard error. */
const PATHS = 1000;
const SLIPPAGE = 0.002;
const PUT_PREMIUM = 0.1;
const PUT_YEARS = 30 / 365;

/** Who looks after the position, how often, and how much of the time nobody does. */
function watchingFrom(settings: Settings, { request }: Wired): Watching {
  const { policy = { kind: "rebalanced", checkIntervalMs: HOUR_MS } } = request;
  const checkMs = policy.kind === "rebalanced" ? policy.checkIntervalMs : policy.resetMs;
  const downMs = durationMs(settings, "down-for");
  return {
    checkYears: yearsOf(checkMs),
    ...present({
      downShare: fraction(settings, "down", { min: 0, max: 0.99, want: "a share of the time, such as 2%" }),
      downYears: downMs === undefined ? undefined : downMs / YEAR_MS,
    }),
  };
}

/** What is asked of every way to be safe. @throws MissingError (E_MISSING), every code of a reader */
function requestFrom(settings: Settings, read: Wired): ProtectionRequest {
  const { account, venue, estimates, tolerance, wealth, leverageRatio, costs = {}, seed = 1 } = read.request;
  const notional = read.subject.equity;
  const rate = { min: 0, max: 0.5, want: "a fraction from 0 % to 50 %, such as 0.2%" };
  const state = {
    borrowRateAnnual: estimates.borrowRateAnnual.value,
    assetBorrowRateAnnual: estimates.assetBorrowRateAnnual?.value ?? null,
    lendRateAnnual: estimates.lendRateAnnual.value,
    yieldAnnual: estimates.yieldAnnual.value,
    fundingRateAnnual: estimates.fundingRateAnnual?.value ?? null,
    tradingCostRate: null,
  };
  const putMs = durationMs(settings, "put-every");
  return {
    venue,
    price: account.price,
    wealth: wealth ?? read.subject.equity,
    leverageRatio: required(leverageRatio, "hold", "the leverage that is to be made safe, such as 2x"),
    estimates,
    tolerance: toleranceOf(tolerance),
    watching: watchingFrom(settings, read),
    tradingCostRate: costs.tradingCostRate ?? venue.model.tradingCost(venue.asset, notional, state) / notional,
    slippageRate: fraction(settings, "slippage", rate) ?? SLIPPAGE,
    put: {
      volatilityPremium:
        fraction(settings, "put-premium", { min: 0, max: 5, want: "a part of the volatility, such as 10%" }) ??
        PUT_PREMIUM,
      periodYears: putMs === undefined ? PUT_YEARS : putMs / YEAR_MS,
    },
    paths: amount(settings, "paths", { min: 100, max: 20_000, want: "a whole number from 100 to 20,000" }) ?? PATHS,
    seed,
  };
}

/** Ways to make a long safe, at the same safety. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const read = await wired(settings, io, stages);
  const request = requestFrom(settings, read);
  stages.enter("following every way to be safe", { takesLong: true });
  const report: ProtectReport = { request, protections: protectionsAt(request), notes: read.notes };
  if (switches.json) return jsonText(protectToJson(report));
  return switches.quiet ? `${protectSentence(report)}\n` : protectText(report);
}
