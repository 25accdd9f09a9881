import { ConflictError } from "../../errors/index.js";
import type { Account, AssetId, LendingPool } from "../../model/index.js";
import { quantityDown, quantityUp } from "../chain-amount.js";
import { fieldsOf, shareDomain, type Domain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { YEAR_SECONDS } from "./adaptive-curve.js";
import { adaptivePool } from "./adaptive-pool.js";
import { marketIdText } from "./deployment.js";
import { borrowedUp } from "./health.js";
import { swapCostRateDefault, type MorphoBlueRule } from "./model.js";
import { marketsSource } from "./markets.js";
import { preLiquidationDefaults, type MorphoBlueMarket } from "./params.js";
import type { PreLiquidationTerms } from "./pre-liquidation.js";
import type { PreLiquidationOption } from "./pre-liquidation-calls.js";
import type { MorphoLoan, MorphoTotals } from "./state.js";

const PATH = "morpho-blue";
const configuration = { origin: "configuration" } as const;

/** A fraction on chain, times 1e18, as the nearest number not above it. */
export const fractionDown = (wad: bigint): number => quantityDown(wad, 18);

/** Borrow rate a year, continuously compounded, from a rate per second times 1e18; never below it. */
export const borrowRateAnnualUp = (ratePerSecondWad: bigint): number => quantityUp(ratePerSecondWad * YEAR_SECONDS, 18);

/** What an amount on chain is counted in. */
export interface MorphoDecimals {
  readonly assetDecimals: number;
  readonly quoteDecimals: number;
}

/** Price of a whole unit of the collateral in units of the loan, from the oracle's price; never above it. */
export const oraclePriceDown = (oraclePrice: bigint, { assetDecimals, quoteDecimals }: MorphoDecimals): number =>
  quantityDown(oraclePrice, 36 + quoteDecimals - assetDecimals);

/** The account of a borrower's position in the pair's market, interest accrued to now: collateral rounded down, debt up. */
export function morphoAccount(
  { totals, position }: Pick<MorphoLoan, "totals" | "position">,
  pair: MorphoDecimals & { readonly asset: AssetId; readonly quote: AssetId },
): Account {
  const collateral = quantityDown(position.collateral, pair.assetDecimals);
  const debt = quantityUp(borrowedUp({ totals, position }), pair.quoteDecimals);
  return {
    legs: [
      ...(collateral > 0 ? [{ kind: "collateral" as const, asset: pair.asset, quantity: collateral }] : []),
      ...(debt > 0 ? [{ kind: "debt" as const, asset: pair.quote, quantity: debt }] : []),
    ],
  };
}

/** The pool of the quote currency, from a market's totals and its rate at target per second times 1e18: supplied rounded down, borrowed and rate up. */
export function morphoPool(totals: MorphoTotals, rateAtTarget: bigint, { quoteDecimals }: MorphoDecimals): LendingPool {
  const supplied = quantityDown(totals.totalSupplyAssets, quoteDecimals);
  return adaptivePool({
    supplied,
    borrowed: Math.min(supplied, quantityUp(totals.totalBorrowAssets, quoteDecimals)),
    rateAtTargetAnnual: borrowRateAnnualUp(rateAtTarget),
  });
}

const optionOf = (terms: PreLiquidationTerms): PreLiquidationOption => ({
  preLltv: fractionDown(terms.preLltvWad),
  preLcf1: fractionDown(terms.preLcf1Wad),
  preLcf2: fractionDown(terms.preLcf2Wad),
  preLif1: fractionDown(terms.preLif1Wad),
  preLif2: fractionDown(terms.preLif2Wad),
});

const thresholdDomain: Domain = { min: 0, max: 1, open: true, fraction: true, want: "a fraction between 0 and 1" };
const closeDomain: Domain = { min: 0, open: true, want: "a share of the debt above 0, such as 0.002" };
const incentiveDomain: Domain = { min: 1, max: 2, want: "a factor from 1 on, such as 1.04" };

const conflict = (field: string, got: number, want: string, hint: string): ConflictError =>
  new ConflictError({ field, got: String(got), want, hint }, configuration);

/** The rules of PreLiquidation.constructor; a first close factor of 0, which it allows, would close nothing at its own threshold. @throws ConflictError (E_CONFIG_CONFLICT) */
function assertOption(option: PreLiquidationOption, lltv: number, path: string): void {
  const { preLltv, preLcf1, preLcf2, preLif1, preLif2 } = option;
  if (preLltv >= lltv) {
    throw conflict(`${path}.preLltv`, preLltv, `below the LLTV, ${lltv}`, "the market's own liquidation comes first");
  }
  if (preLcf1 > preLcf2) throw conflict(`${path}.preLcf1`, preLcf1, `at most preLcf2, ${preLcf2}`, "it may only rise");
  if (preLcf1 > 1) throw conflict(`${path}.preLcf1`, preLcf1, "at most 1", "no more than the debt can be closed");
  if (preLif1 > preLif2) throw conflict(`${path}.preLif1`, preLif1, `at most preLif2, ${preLif2}`, "it may only rise");
  if (preLif2 * lltv > 1) {
    throw conflict(
      `${path}.preLif2`,
      preLif2,
      `at most 1 / LLTV = ${1 / lltv}`,
      "a close would leave more debt a unit",
    );
  }
}

function readOption(fields: Fields, lltv: number): PreLiquidationOption {
  const found = [...preLiquidationDefaults].find(([wad]) => fractionDown(wad) === lltv);
  const base = found === undefined ? null : optionOf(found[1]);
  const read = (key: keyof PreLiquidationOption, domain: Domain): number =>
    base === null ? fields.number(key, domain) : fields.numberOr(key, domain, base[key]);
  const option = {
    preLltv: read("preLltv", thresholdDomain),
    preLcf1: read("preLcf1", closeDomain),
    preLcf2: read("preLcf2", closeDomain),
    preLif1: read("preLif1", incentiveDomain),
    preLif2: read("preLif2", incentiveDomain),
  };
  fields.done();
  assertOption(option, lltv, fields.path);
  return option;
}

/** A market's rule with what is said of it. */
export interface ReadMarket {
  readonly rule: MorphoBlueRule;
  readonly correlated: boolean;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

const triggerPrices = ["market", "exchange-rate"] as const;

/** Checks overrides from code or from a file and lays them over a listed market; without one they must say all of it. @throws any SteelyardError of origin "configuration". */
export function readMarket(
  pair: { readonly asset: AssetId; readonly quote: AssetId },
  shippedMarket: MorphoBlueMarket | null,
  overrides: unknown,
): ReadMarket {
  const fields = fieldsOf(overrides, PATH);
  const named = fields.has("market") ? marketIdText(fields.text("market"), `${PATH}.market`) : null;
  // Another market of a listed pair has an oracle of its own: nothing of the list is true of it.
  const listed = named === null || named === shippedMarket?.long.id ? shippedMarket : null;
  const changed = fields.keys().length > 0;
  const shipped = listed === null ? null : fractionDown(listed.long.lltvWad);
  const lltv =
    shipped === null ? fields.number("lltv", thresholdDomain) : fields.numberOr("lltv", thresholdDomain, shipped);
  const shortWad = listed?.short?.lltvWad;
  const rule = {
    asset: pair.asset,
    quote: pair.quote,
    lltv,
    lltvShort: fields.numberOr("lltvShort", thresholdDomain, shortWad === undefined ? null : fractionDown(shortWad)),
    triggerPrice:
      listed === null
        ? fields.oneOf("triggerPrice", triggerPrices)
        : fields.oneOfOr("triggerPrice", triggerPrices, listed.triggerPrice),
    preLiquidation: fields.has("preLiquidation") ? readOption(fields.object("preLiquidation"), lltv) : null,
    swapCostRate: fields.numberOr("swapCostRate", shareDomain, swapCostRateDefault),
  };
  if (listed === null) fields.value("correlated"); // to be said: a pair that tracks needs the odds of its peg
  const correlated = fields.flagOr("correlated", listed?.correlated ?? false);
  const asOfMs = listed === null ? fields.date("asOf") : fields.dateOr("asOf", listed.fromMs);
  const kept = changed ? `${marketsSource}; some of it changed by the caller` : marketsSource;
  const source = listed === null ? fields.text("source") : fields.textOr("source", kept);
  fields.done();
  return { rule, correlated, asOfMs, source };
}

/** Overrides from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseMorphoBlueOverrides = (text: string): unknown => parametersValue(text, PATH);
