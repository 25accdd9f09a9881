import { BadAnswerError, DisputedError, StaleError, SteelyardError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { badAnswer, figureIn, listIn, objectIn, textIn } from "../answer.js";
import type { StatedPosition } from "../perpetual-reading.js";
import type { Tier } from "../tiers.js";
import { hyperliquidFunding } from "./funding-rate.js";
import { readMeta } from "./parse.js";

/** What the venue calls the two answers that an account is read from. */
const STATE = "clearinghouseState";
const CONTEXTS = "metaAndAssetCtxs";

/** Oldest state that is decided on, ms. */
export const STATE_AGE_MS_MAX = 60_000;
/** The time of asking is taken before the question, which may take its time, and clocks differ, ms. */
const CLOCK_SKEW_MS_MAX = 30_000;
/** The venue writes money with 6 decimals: what each figure of a sum may be off, USDC. */
export const MONEY_ROUNDING = 1e-6;
/** How far the mark of the state and that of the contexts may stand apart: they are asked at once, a fraction. */
const MARK_GAP_MAX = 0.01;

const positive = (want: string) => ({ min: 0, open: true, want });
const MONEY = { want: "an amount in USDC" };

/** A position of the state, checked. */
export interface PositionAnswer extends StatedPosition {
  readonly isolated: boolean;
  /** Signed value at the mark, as stated; short is negative, USDC. */
  readonly value: number;
  /** Margin with profit behind an isolated position; initial margin in use of a cross one, USDC. */
  readonly marginUsed: number;
  /** Highest leverage of its asset, as the state has it. */
  readonly maxLeverage: number;
  /** What the answer calls it. */
  readonly path: string;
}

/** An account as the venue answers it, checked. Money in USDC. */
export interface StateAnswer {
  /** Epoch ms UTC. */
  readonly timeMs: number;
  /** Worth of everything. */
  readonly accountValue: number;
  /** Worth of what shares the cross margin. */
  readonly crossAccountValue: number;
  /** Equity demanded for all cross positions. */
  readonly crossMaintenance: number;
  readonly positions: readonly PositionAnswer[];
}

/** The mark behind a value: it has no more than ten figures, so that what a division leaves beyond twelve is no part of it. */
const markBehind = (value: number, quantity: number): number => Number((value / quantity).toPrecision(12));

/** @throws BadAnswerError (E_BAD_ANSWER) where a figure is not the sum that it stands for, to what rounding of so many figures explains */
function assertSum(value: number, sum: number, count: number, field: string, want: string): void {
  const tolerance = MONEY_ROUNDING * (count + 1) + 1e-12 * Math.abs(sum);
  if (Math.abs(value - sum) > tolerance) throw badAnswer(field, value, `${want}, ${sum}`);
}

/** @throws BadAnswerError (E_BAD_ANSWER) where the profit is not size x (mark - entry): the entry price is written short, to one unit of its last decimal */
function assertProfit(position: StatedPosition, entryText: unknown, profit: number, path: string): void {
  const { quantity, markPrice, entryPrice } = position;
  const ours = quantity * (markPrice - entryPrice);
  const decimals = String(entryText).split(".")[1]?.length ?? 0;
  if (Math.abs(profit - ours) <= Math.abs(quantity) * 10 ** -decimals + 2 * MONEY_ROUNDING) return;
  throw badAnswer(`${path}.unrealizedPnl`, profit, `szi x (mark - entryPx), ${ours}`);
}

/** True for isolated, false for cross. @throws BadAnswerError (E_BAD_ANSWER) for any other mode */
function isIsolated(leverage: Readonly<Record<string, unknown>>, path: string): boolean {
  const { type } = leverage;
  if (type === "isolated" || type === "cross") return type === "isolated";
  throw badAnswer(`${path}.leverage.type`, type, "cross or isolated");
}

function signedSize(value: unknown, field: string): number {
  const size = figureIn(value, field, { want: "a size other than 0" });
  if (size === 0) throw badAnswer(field, value, "a size other than 0");
  return size;
}

function positionAnswer(entry: unknown, index: number): PositionAnswer {
  const at = `${STATE}.assetPositions[${index}]`;
  const outer = objectIn(entry, at);
  if (outer["type"] !== "oneWay") throw badAnswer(`${at}.type`, outer["type"], '"oneWay"');
  const path = `${at}.position`;
  const inner = objectIn(outer["position"], path);
  const price = (key: string): number => figureIn(inner[key], `${path}.${key}`, positive("a price above 0"));
  const money = (key: string): number => figureIn(inner[key], `${path}.${key}`, MONEY);
  const quantity = signedSize(inner["szi"], `${path}.szi`);
  const size = figureIn(inner["positionValue"], `${path}.positionValue`, positive("a value above 0"));
  const value = Math.sign(quantity) * size;
  const leverage = objectIn(inner["leverage"], `${path}.leverage`);
  const position: PositionAnswer = {
    asset: textIn(inner["coin"], `${path}.coin`),
    quantity,
    entryPrice: price("entryPx"),
    markPrice: markBehind(value, quantity),
    liquidationPrice: inner["liquidationPx"] === null ? null : price("liquidationPx"),
    field: `${path}.liquidationPx`,
    isolated: isIsolated(leverage, path),
    value,
    marginUsed: money("marginUsed"),
    maxLeverage: figureIn(inner["maxLeverage"], `${path}.maxLeverage`, { min: 1, want: "a leverage of 1 or above" }),
    path,
  };
  assertProfit(position, inner["entryPx"], money("unrealizedPnl"), path);
  if (position.isolated) {
    const raw = figureIn(leverage["rawUsd"], `${path}.leverage.rawUsd`, MONEY);
    assertSum(position.marginUsed, raw + value, 2, `${path}.marginUsed`, "rawUsd and the position");
  }
  return position;
}

/** @throws BadAnswerError (E_BAD_ANSWER) where a coin has two positions: the venue nets them */
function assertOnePerCoin(positions: readonly PositionAnswer[]): void {
  const seen = new Set<AssetId>();
  for (const { asset, path } of positions) {
    if (seen.has(asset)) throw badAnswer(`${path}.coin`, asset, "each coin once");
    seen.add(asset);
  }
}

/** The state's own time. @throws BadAnswerError (E_BAD_ANSWER) from the future, StaleError (E_STALE) from the past */
function stateTime(value: unknown, nowMs: number): number {
  const field = `${STATE}.time`;
  const timeMs = figureIn(value, field, { min: 0, want: "a time in epoch ms" });
  const age = nowMs - timeMs;
  if (age < -CLOCK_SKEW_MS_MAX)
    throw badAnswer(field, value, `a time that has been, before ${nowMs}`, "check the clock of this machine");
  if (age <= STATE_AGE_MS_MAX) return timeMs;
  const hint = "ask again; if it stays so, the endpoint stands still";
  throw new StaleError({ field, got: `${age} ms old`, want: `at most ${STATE_AGE_MS_MAX} ms`, hint });
}

/** Worth of an account is its cash and its positions at the marks. @throws BadAnswerError (E_BAD_ANSWER) */
function assertParts(state: StateAnswer, crossCash: number): void {
  const cross = state.positions.filter(({ isolated }) => !isolated);
  const isolated = state.positions.filter((position) => position.isolated);
  const held = cross.reduce((sum, { value }) => sum + value, crossCash);
  const crossField = `${STATE}.crossMarginSummary.accountValue`;
  assertSum(state.crossAccountValue, held, cross.length + 1, crossField, "totalRawUsd and the cross positions");
  const all = isolated.reduce((sum, { marginUsed }) => sum + marginUsed, state.crossAccountValue);
  const field = `${STATE}.marginSummary.accountValue`;
  assertSum(state.accountValue, all, isolated.length + 1, field, "the cross account and the isolated margins");
}

/**
 * The answer to `clearinghouseState`, if it can be true at this moment.
 * @throws BadAnswerError (E_BAD_ANSWER), StaleError (E_STALE)
 */
export function stateAnswer(value: unknown, nowMs: number): StateAnswer {
  const answer = objectIn(value, STATE);
  const summary = objectIn(answer["marginSummary"], `${STATE}.marginSummary`);
  const crossSummary = objectIn(answer["crossMarginSummary"], `${STATE}.crossMarginSummary`);
  const money = (from: Readonly<Record<string, unknown>>, key: string, field: string): number =>
    figureIn(from[key], `${STATE}.${field}.${key}`, MONEY);
  const maintenance = "crossMaintenanceMarginUsed";
  const state: StateAnswer = {
    timeMs: stateTime(answer["time"], nowMs),
    accountValue: money(summary, "accountValue", "marginSummary"),
    crossAccountValue: money(crossSummary, "accountValue", "crossMarginSummary"),
    crossMaintenance: figureIn(answer[maintenance], `${STATE}.${maintenance}`, { min: 0, want: "0 or above, in USDC" }),
    positions: listIn(answer["assetPositions"], `${STATE}.assetPositions`).map(positionAnswer),
  };
  assertOnePerCoin(state.positions);
  assertParts(state, money(crossSummary, "totalRawUsd", "crossMarginSummary"));
  return state;
}

/** The answer to `metaAndAssetCtxs`, of which only the coins that are asked for are looked at. */
export interface ContextsAnswer {
  readonly universe: readonly Readonly<Record<string, unknown>>[];
  readonly marginTables: unknown;
  readonly contexts: readonly unknown[];
}

/** The answer to `metaAndAssetCtxs`, if its two lists are of one moment and its margin is in USDC. @throws BadAnswerError (E_BAD_ANSWER) */
export function contextsAnswer(value: unknown): ContextsAnswer {
  const both = listIn(value, CONTEXTS);
  const meta = objectIn(both[0], `${CONTEXTS}[0]`);
  const universe = listIn(meta["universe"], `${CONTEXTS}[0].universe`);
  const contexts = listIn(both[1], `${CONTEXTS}[1]`);
  if (contexts.length !== universe.length)
    throw badAnswer(`${CONTEXTS}[1].length`, contexts.length, `${universe.length}, one for each coin of the universe`);
  const token = meta["collateralToken"];
  if (token !== undefined && token !== 0) throw badAnswer(`${CONTEXTS}[0].collateralToken`, token, "0, which is USDC");
  return {
    universe: universe.map((entry, index) => objectIn(entry, `${CONTEXTS}[0].universe[${index}]`)),
    marginTables: meta["marginTables"],
    contexts,
  };
}

/** One coin as the contexts have it, checked. */
export interface CoinAnswer {
  readonly tiers: readonly Tier[];
  /** USDC. */
  readonly markPrice: number;
  /** Of the current hour, a fraction of the notional; positive is paid by longs. */
  readonly fundingRate: number;
  /** What the answer calls its context. */
  readonly path: string;
}

/** Margin tiers of a coin. @throws BadAnswerError (E_BAD_ANSWER) where its table is missing or is not its own */
function coinTiers(entry: Readonly<Record<string, unknown>>, marginTables: unknown, path: string): readonly Tier[] {
  if (marginTables !== undefined && entry["marginTableId"] === undefined)
    throw badAnswer(`${path}.marginTableId`, undefined, "the number of its margin table");
  try {
    const tables = marginTables === undefined ? {} : { marginTables };
    return Object.values(readMeta({ universe: [entry], ...tables }, path))[0] ?? [];
  } catch (cause) {
    if (!(cause instanceof SteelyardError)) throw cause;
    const hint = "universe and margin tables are of two moments, or the venue has changed their form: ask again";
    const { got, want } = cause;
    throw new BadAnswerError({ field: path, got, want, hint }, { cause });
  }
}

/** A coin of the contexts. @throws BadAnswerError (E_BAD_ANSWER) for one that is not listed, or has no mark or funding */
export function coinAnswer({ universe, marginTables, contexts }: ContextsAnswer, coin: AssetId): CoinAnswer {
  const index = universe.findIndex(({ name }) => name === coin);
  if (universe.findLastIndex(({ name }) => name === coin) !== index)
    throw badAnswer(`${CONTEXTS}[0].universe`, `${coin} more than once`, "each coin once");
  const entry = universe[index];
  if (entry === undefined) throw badAnswer(`${CONTEXTS}[0].universe`, `no ${coin}`, "every coin that is held");
  const listed = `${CONTEXTS}[0].universe[${index}]`;
  if (entry["isDelisted"] === true)
    throw badAnswer(`${listed}.isDelisted`, true, `${coin}, which is held, still listed`);
  const path = `${CONTEXTS}[1][${index}]`;
  const context = objectIn(contexts[index], path);
  const cap = hyperliquidFunding.rateMax ?? Infinity;
  const rate = { min: -cap, max: cap, want: `a rate of an hour of at most ${cap} either way` };
  return {
    tiers: coinTiers(entry, marginTables, listed),
    markPrice: figureIn(context["markPx"], `${path}.markPx`, positive("a price above 0")),
    fundingRate: figureIn(context["funding"], `${path}.funding`, rate),
    path,
  };
}

/** @throws DisputedError (E_DISPUTED) where state and contexts do not speak of the same market */
export function assertSameMarket(position: PositionAnswer, coin: CoinAnswer): void {
  const { markPrice, maxLeverage, path } = position;
  const hint = "the two answers are of different moments, or one of them is wrong: ask again";
  if (Math.abs(coin.markPrice / markPrice - 1) > MARK_GAP_MAX) {
    const want = `${markPrice}, the mark of ${path}, to within ${MARK_GAP_MAX * 100} %`;
    throw new DisputedError({ field: `${coin.path}.markPx`, got: String(coin.markPrice), want, hint });
  }
  const allowed = coin.tiers.map(({ leverageRatioMax }) => leverageRatioMax);
  if (allowed.includes(maxLeverage)) return;
  const want = `${allowed.join(" or ")}, as the margin table has it`;
  throw new DisputedError({ field: `${path}.maxLeverage`, got: String(maxLeverage), want, hint });
}
