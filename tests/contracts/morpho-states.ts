import { least, mulDivUp } from "../../src/kernel/index.js";
import { accrued } from "../../src/venues/morpho-blue/accrual.js";
import { borrowableDown, borrowedUp, healthyPriceUp, isHealthy } from "../../src/venues/morpho-blue/health.js";
import { liquidated, type LiquidationCall } from "../../src/venues/morpho-blue/liquidation.js";
import { WAD } from "../../src/venues/morpho-blue/shares.js";
import type { MorphoLoan, MorphoPosition, MorphoTotals } from "../../src/venues/morpho-blue/state.js";
import { eventsOf, type Action, type Receipt } from "./chain.js";
import type { Draws } from "./draws.js";
import { BORROWER, LENDER, LIQUIDATOR, readLoan, setPrice, type Morpho, type MorphoMarket } from "./morpho-market.js";

/** What both sides say of one state; equal, or one of them is wrong. */
interface MorphoAnswers {
  readonly healthy: boolean;
  /** What is owed, units of the loan token. */
  readonly debt: bigint;
  /** Why a borrow of all that is available is refused, and of one unit more. */
  readonly borrows: readonly (string | null)[];
  readonly refusal: string | null;
  readonly exchange: readonly bigint[] | null;
  readonly totals: MorphoTotals;
  readonly position: MorphoPosition;
  /** Supply shares that the accrual minted to the fee recipient. */
  readonly feeShares: bigint;
}

/** A market with an open loan at a moment, and the call that a liquidator makes. */
interface Scene {
  readonly market: MorphoMarket;
  readonly seconds: bigint;
  readonly loan: MorphoLoan;
  readonly feeShares: bigint;
  readonly feeSharesBefore: bigint;
  readonly call: LiquidationCall;
}

const YEAR_SECONDS = 365 * 24 * 3600;

/** Opens a loan of any size near any part of its limit, in a market used to any part, with or without another borrower. */
async function open(morpho: Morpho, { params }: MorphoMarket, draws: Draws): Promise<readonly string[]> {
  const [collateral, debt] = [draws.amount(0, 27), draws.amount(0, 27)];
  const limit = debt * BigInt(Math.ceil(draws.chance(0.3) ? 1 : draws.between(1, 4)));
  await setPrice(morpho, mulDivUp(mulDivUp(limit, WAD, params.lltv), 10n ** 36n, collateral));
  const from = (sender: typeof LENDER, name: string, ...args: readonly unknown[]): Action => ({
    ...{ from: sender, contract: morpho.morpho, name, args: [params, ...args] },
  });
  const shared = draws.chance(0.4);
  const others = shared ? draws.shareOf(debt, 10 ** draws.between(-3, 2)) + 1n : 0n;
  const supply = draws.chance(0.2) ? debt + others : draws.shareOf(debt + others, draws.between(1, 30)) + 1n;
  await morpho.chain.act(
    [
      from(LENDER, "supply", supply, 0n, LENDER, "0x"),
      ...(shared
        ? [
            from(LIQUIDATOR, "supplyCollateral", collateral * (1n + others / debt) * 2n, LIQUIDATOR, "0x"),
            from(LIQUIDATOR, "borrow", others, 0n, LIQUIDATOR, LIQUIDATOR),
          ]
        : []),
      from(LENDER, "supplyCollateral", collateral, BORROWER, "0x"),
      from(BORROWER, "borrow", debt, 0n, BORROWER, BORROWER),
    ],
    morpho.chain.now() + draws.amount(0, 7),
  );
  return [shared ? "market shared" : "alone in the market", ...(debt < 1_000n ? ["dust"] : [])];
}

/** A price near the limit, on it to the unit, or anywhere; 1e36. */
function priceOf(loan: MorphoLoan, draws: Draws): bigint {
  const healthy = healthyPriceUp(loan) ?? 0n;
  if (draws.chance(0.3)) return healthy - draws.pick([0n, 1n]);
  if (draws.chance(0.04)) return 0n;
  return draws.shareOf(healthy, draws.chance(0.7) ? draws.between(0.8, 1.1) : 10 ** draws.between(-6, 1));
}

/** All, a part, the least, or too much, named by either side. */
function callOf({ position }: MorphoLoan, draws: Draws): LiquidationCall {
  const sized = (all: bigint): bigint => {
    if (draws.chance(0.4)) return all;
    if (draws.chance(0.1)) return draws.pick([0n, 1n, all + 1n]);
    return draws.shareOf(all, draws.between(0, 1.05));
  };
  return draws.chance(0.5)
    ? { by: "seized-assets", seizedAssets: sized(position.collateral) }
    : { by: "repaid-shares", repaidShares: sized(position.borrowShares) };
}

/** Opens a loan, lets time pass, moves the price. */
async function scene(morpho: Morpho, draws: Draws): Promise<Scene & { readonly kinds: readonly string[] }> {
  const market = draws.pick(morpho.markets);
  const kinds = await open(morpho, market, draws);
  const elapsed = draws.chance(0.1) ? 0n : draws.amount(0, Math.log10(3 * YEAR_SECONDS));
  const seconds = morpho.chain.now() + elapsed;
  const { loan: before, rateWad, supplyShares } = await readLoan(morpho, market, seconds);
  const { totals, feeShares } = accrued(before.totals, rateWad, seconds);
  const oraclePrice = priceOf({ ...before, totals }, draws);
  await setPrice(morpho, oraclePrice);
  const loan = { ...before, totals, oraclePrice };
  return {
    ...{ market, seconds, loan, feeShares, feeSharesBefore: supplyShares, call: callOf(loan, draws) },
    kinds: [...kinds, `lltv ${market.params.lltv / 10n ** 16n} %`],
  };
}

/** What our functions say. */
function ourAnswers({ loan, feeShares, call }: Scene): MorphoAnswers {
  const result = liquidated(loan, call);
  const [available, liquidity] = [borrowableDown(loan), loan.totals.totalSupplyAssets - loan.totals.totalBorrowAssets];
  const refusalOf = (amount: bigint): string | null => (amount > liquidity ? "insufficient liquidity" : null);
  return {
    ...{ healthy: isHealthy(loan), debt: borrowedUp(loan), feeShares },
    borrows: [available === 0n ? "inconsistent input" : refusalOf(available), "insufficient collateral"],
    refusal: result.status === "refused" ? result.because : null,
    exchange:
      result.status === "refused"
        ? null
        : [
            ...[result.repaidAssets, result.repaidShares, result.seizedAssets],
            ...[result.badDebtAssets, result.badDebtShares],
          ],
    totals: result.status === "refused" ? loan.totals : result.totals,
    position: result.status === "refused" ? loan.position : result.position,
  };
}

/** The Liquidate event's amounts. */
function exchangeOf(morpho: Morpho, receipt: Receipt): readonly bigint[] {
  const [fields] = eventsOf(morpho.morpho, receipt, "Liquidate");
  return ["repaidAssets", "repaidShares", "seizedAssets", "badDebtAssets", "badDebtShares"].map((name) =>
    BigInt(fields[name]),
  );
}

const callArguments = (call: LiquidationCall): readonly bigint[] =>
  call.by === "seized-assets" ? [call.seizedAssets, 0n] : [0n, call.repaidShares];

/** What the contract says and does. */
async function theirAnswers(morpho: Morpho, scene: Scene): Promise<MorphoAnswers> {
  const { chain, morpho: contract } = morpho;
  const { market, seconds, loan, call, feeSharesBefore } = scene;
  const of = (from: typeof LENDER, name: string, ...args: readonly unknown[]): Action => ({
    ...{ from, contract, name, args: [market.params, ...args] },
  });
  const why = (action: Action): Promise<string | null> => chain.refusal(action, seconds, []);
  const available = borrowableDown(loan);
  const borrow = (amount: bigint): Action => of(BORROWER, "borrow", amount, 0n, BORROWER, BORROWER);
  const repay = of(LIQUIDATOR, "repay", 0n, loan.position.borrowShares, BORROWER, "0x");
  const [[debt]] = (await chain.read([repay], seconds)) as readonly (readonly bigint[])[];
  const liquidation = of(LIQUIDATOR, "liquidate", BORROWER, ...callArguments(call), "0x");
  const before = {
    healthy: (await why(of(LIQUIDATOR, "liquidate", BORROWER, 1n, 0n, "0x"))) === "position is healthy",
    borrows: [await why(borrow(available)), await why(borrow(available + 1n))],
    ...{ debt, refusal: await why(liquidation) },
  };
  const accrual = { from: LENDER, contract, name: "accrueInterest", args: [market.params] };
  const [receipt] = await chain.act([before.refusal === null ? liquidation : accrual], seconds);
  const after = await readLoan(morpho, market, seconds);
  return {
    ...before,
    exchange: before.refusal === null ? exchangeOf(morpho, receipt) : null,
    ...{ totals: after.loan.totals, position: after.loan.position },
    feeShares: after.supplyShares - feeSharesBefore,
  };
}

/** Which kinds of state this is. */
function kindsOf({ loan, call }: Scene, ours: MorphoAnswers): readonly string[] {
  const [repaid, , seized, badDebt] = ours.exchange ?? [];
  if (ours.exchange === null) return [ours.healthy ? "healthy" : "unhealthy", `refused: ${ours.refusal}`];
  return [
    ...["unhealthy", `liquidated by ${call.by}`],
    badDebt > 0n ? "bad debt" : least(repaid, ours.debt) === ours.debt ? "all repaid" : "partly repaid",
    ...(seized === loan.position.collateral ? ["all seized"] : []),
  ];
}

/** One state, drawn, run on the chain and answered by both. */
export async function morphoState(morpho: Morpho, draws: Draws) {
  const { kinds, ...drawn } = await scene(morpho, draws);
  const ours = ourAnswers(drawn);
  return { ours, theirs: await theirAnswers(morpho, drawn), kinds: [...kinds, ...kindsOf(drawn, ours)] };
}
