import { OutOfRangeError } from "../../errors/index.js";
import type { PathPosition } from "../../kernel/index.js";
import type { VenueHolding } from "../grid/venue-position.js";
import { accountOf, balancesAt, balancesOf, eased, type Balances } from "./balances.js";

/** What a step at unchanged prices makes of balances: notional x assetFactor, and cash x cashFactor less fundingPerStep x notional. */
export type Accrual = Pick<PathPosition, "cashFactor" | "assetFactor" | "fundingPerStep" | "idleFactor">;

/** Factors nearer than this are one. */
const SAME = 1e-9;

/** Balances after a step, as the venue says it. */
const accrued = (holding: VenueHolding, balances: Balances, stepYears: number): Balances =>
  balancesOf(
    holding,
    holding.market.model.accrue(accountOf(holding, balances), holding.prices, holding.state, stepYears),
  );

/** Balances after a step, as these factors say it. */
const foretold = ({ cashFactor, assetFactor, fundingPerStep }: Accrual, { notional, cash }: Balances): Balances => ({
  notional: assetFactor * notional,
  cash: cashFactor * cash - fundingPerStep * notional,
});

/** Asset and cash apart by no more than rounding. */
const isSame = (a: Balances, b: Balances): boolean =>
  Math.abs(a.notional - b.notional) + Math.abs(a.cash - b.cash) <= SAME * (Math.abs(a.notional) + Math.abs(a.cash) + 1);

/** Accrual of one step at one leverage ratio, from what the venue makes of two accounts. */
function accrualAt(holding: VenueHolding, leverageRatio: number, stepYears: number): Accrual {
  const idleFactor = Math.exp(holding.state.lendRateAnnual * stepYears);
  const first = balancesAt(holding, leverageRatio);
  const second = eased(first);
  const [a, b] = [first, second].map((balances) => accrued(holding, balances, stepYears));
  const cashFactor = (b.cash - a.cash) / (second.cash - first.cash);
  if (leverageRatio === 0) return { cashFactor, assetFactor: 1, fundingPerStep: 0, idleFactor };
  const fundingPerStep = (cashFactor * first.cash - a.cash) / leverageRatio;
  return { cashFactor, assetFactor: a.notional / leverageRatio, fundingPerStep, idleFactor };
}

/**
 * Accrual of a step of a holding at the first of these leverage ratios of total wealth.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where it is another at one of the others, as where debt turns into cash or margin is
 * held in the asset: paths carry one.
 */
export function accrualOf(
  holding: VenueHolding,
  leverageRatios: readonly [number, ...number[]],
  stepYears: number,
): Accrual {
  const accrual = accrualAt(holding, leverageRatios[0], stepYears);
  for (const leverageRatio of leverageRatios) {
    const balances = balancesAt(holding, leverageRatio);
    for (const each of [balances, eased(balances)]) {
      if (isSame(accrued(holding, each, stepYears), foretold(accrual, each))) continue;
      throw new OutOfRangeError({
        field: "policy",
        got: `leverage ratios ${leverageRatios.join(", ")} of which ${leverageRatio} pays other rates`,
        want: "one rate of cash and one of the asset at all of them",
        hint: "keep the policy on one side of the share at the venue, with margin in quote currency",
      });
    }
  }
  return accrual;
}
