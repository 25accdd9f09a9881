import { liquidationRatios, onePath } from "../../src/venues/index.js";
import {
  accrued,
  healthyPriceUp,
  morphoAccount,
  morphoBlue,
  type MorphoLoan,
} from "../../src/venues/morpho-blue/index.js";
import type { Action } from "./chain.js";
import { BORROWER, LENDER, LIQUIDATOR, readLoan, setPrice, type Morpho, type MorphoMarket } from "./morpho-market.js";

/** WETH against USDC: 18 and 6 decimals. */
const DECIMALS = { assetDecimals: 18, quoteDecimals: 6 };

/** One tick of a price feed of 8 decimals, in the oracle's scale of 1e36 x 10^(loan decimals - collateral decimals). */
const FEED_TICK = 10n ** BigInt(36 + DECIMALS.quoteDecimals - DECIMALS.assetDecimals - 8);

const START_PRICE = 2_000n * 10n ** 8n * FEED_TICK;

/** Where a loop may be closed, and what the contract said on either side. */
export interface MorphoBracket {
  /** The lowest price at which our exact functions find it healthy, in the oracle's scale. */
  readonly exact: bigint;
  /** From the one solver in float64, dollars. */
  readonly solved: number;
  /** The feed's ticks on either side of the solved price. */
  readonly ticks: readonly bigint[];
  /** Why the contract refuses to liquidate on the healthy side and on the other; null where it does not. */
  readonly refusals: Readonly<Record<"exact" | "solved", readonly (string | null)[]>>;
}

const of = (
  { morpho }: Morpho,
  from: Action["from"],
  { params }: MorphoMarket,
  name: string,
  ...args: unknown[]
): Action => ({
  ...{ from, contract: morpho, name, args: [params, ...args] },
});

/**
 * 10,000 WETH, and 80 % of what each round adds borrowed and turned into more at the oracle's price. The contract counts in
 * millionths of a dollar, which the float solver does not: only so large a loop feels a tick of the feed more than those.
 */
async function open(morpho: Morpho, market: MorphoMarket): Promise<void> {
  await setPrice(morpho, START_PRICE);
  await morpho.chain.act([of(morpho, LENDER, market, "supply", 10n ** 15n, 0n, LENDER, "0x")]);
  let added = 10_000n * 10n ** 18n;
  for (let round = 0; round < 6; round++) {
    const borrowed = (((added * START_PRICE) / 10n ** 36n) * 8n) / 10n;
    await morpho.chain.act([
      of(morpho, LENDER, market, "supplyCollateral", added, BORROWER, "0x"),
      of(morpho, BORROWER, market, "borrow", borrowed, 0n, BORROWER, BORROWER),
    ]);
    added = (borrowed * 10n ** 36n) / START_PRICE;
  }
  await morpho.chain.act([of(morpho, LENDER, market, "supplyCollateral", added, BORROWER, "0x")]);
}

/** The solver's answer for the position, in a market of the same limit; dollars. */
function solvedPrice(loan: MorphoLoan): number {
  const [asset, quote] = ["WETH", "USDC"];
  const lltv = Number(loan.lltvWad) / 1e18;
  const { model } = morphoBlue.market("ethereum", asset, quote, { lltv, source: "the market under test" });
  const account = morphoAccount(loan, { ...DECIMALS, asset, quote });
  const { below } = liquidationRatios(model, account, onePath({ WETH: 2_000, USDC: 1 }, asset));
  return below! * 2_000;
}

/** Opens a loop, lets a month pass, and asks solver, exact functions and contract where it may be closed. */
export async function bracketOf(morpho: Morpho): Promise<MorphoBracket> {
  const market = morpho.markets[0];
  await open(morpho, market);
  const seconds = morpho.chain.now() + 30n * 24n * 3600n;
  const { loan: stored, rateWad } = await readLoan(morpho, market, seconds);
  const loan = { ...stored, totals: accrued(stored.totals, rateWad, seconds).totals };
  const exact = healthyPriceUp(loan)!;
  const solved = solvedPrice(loan);
  const tick = BigInt(Math.floor(solved * 1e8));
  const refusalsAt = async (prices: readonly bigint[]): Promise<readonly (string | null)[]> => {
    const refusals: (string | null)[] = [];
    for (const price of prices) {
      await setPrice(morpho, price);
      const call = of(morpho, LIQUIDATOR, market, "liquidate", BORROWER, 10n ** 15n, 0n, "0x");
      refusals.push(await morpho.chain.refusal(call, seconds, []));
    }
    return refusals;
  };
  return {
    ...{ exact, solved, ticks: [tick + 1n, tick] },
    refusals: {
      exact: await refusalsAt([exact, exact - 1n]),
      solved: await refusalsAt([(tick + 1n) * FEED_TICK, tick * FEED_TICK]),
    },
  };
}
