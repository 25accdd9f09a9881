import { OutOfRangeError } from "../../errors/index.js";
import { badAnswer, figureIn, objectIn, textIn } from "../answer.js";
import {
  assertFollows,
  figureOrNull,
  onlyEntry,
  onlyRow,
  priceIn,
  priceOrNull,
  profitFollowed,
  untold,
} from "../exchange-checks.js";
import { exchangeSource } from "../exchange-reading.js";
import {
  profitOf,
  type AnsweredTiers,
  type ExchangePosition,
  type ExchangeWords,
  type KeyRights,
  type Told,
} from "../exchange-words.js";
import { okxSwapMarkets } from "./market.js";
import { okxSwapTakerFeeRate } from "./params.js";

/** The one entry of an answer's data. @throws BadAnswerError (E_BAD_ANSWER) */
const dataOf = (answer: unknown, field: string): Told => onlyEntry(objectIn(answer, field)["data"], `${field}.data`);

/** Answer of /api/v5/account/config: a withdrawal is the one right that moves money out of the account. */
function rights(answer: unknown): KeyRights {
  const given = textIn(dataOf(answer, "config")["perm"], "config.perm").split(",");
  const unknown = given.filter((right) => !["read_only", "trade", "withdraw"].includes(right));
  if (unknown.length > 0) throw badAnswer("config.perm", unknown.join(","), "read_only, trade or withdraw");
  return {
    moving: given.filter((right) => right === "withdraw"),
    trading: given.filter((right) => right === "trade"),
  };
}

/** Answer of /api/v5/account/config. Each position has its own mode of margin. */
function settings(answer: unknown): { readonly margin: null } {
  const level = textIn(dataOf(answer, "config")["acctLv"], "config.acctLv");
  if (level === "1" || level === "2") return { margin: null };
  if (level !== "3" && level !== "4") throw badAnswer("config.acctLv", level, "a mode from 1 to 4");
  const hint = "margin in several currencies and portfolio margin are not modelled: set the account to futures mode";
  const detail = { field: "config.acctLv", got: level, want: "1 (spot) or 2 (futures)", hint };
  throw new OutOfRangeError(detail, { origin: "data" });
}

/** Contracts with the sign of their side: a position of one-way mode is written with its own. */
function signedContracts(told: Told, field: string): number {
  const contracts = figureIn(told["pos"], `${field}.pos`, { want: "contracts" });
  const side = textIn(told["posSide"], `${field}.posSide`);
  if (side === "net") return contracts;
  if (side !== "long" && side !== "short") throw badAnswer(`${field}.posSide`, side, "net, long or short");
  return side === "long" ? Math.abs(contracts) : -Math.abs(contracts);
}

/** Put into an isolated position, without its profit; null in a cross margin. */
function depositOf(told: Told, field: string): number | null {
  const mode = textIn(told["mgnMode"], `${field}.mgnMode`);
  if (mode === "cross") return null;
  if (mode !== "isolated") throw badAnswer(`${field}.mgnMode`, mode, "cross or isolated");
  return figureIn(told["margin"], `${field}.margin`, { min: 0, open: true, want: "margin of the position" });
}

/** Row of /api/v5/account/positions. */
const position: ExchangeWords["position"] = (row, field, { contract, contractSize }) => {
  const told = objectIn(row["info"], field);
  const face = contractSize * signedContracts(told, field);
  if (face === 0) return null;
  const entryPrice = priceIn(told["avgPx"], `${field}.avgPx`);
  const markPrice = priceIn(told["markPx"], `${field}.markPx`);
  const { inverse } = contract;
  const deposit = depositOf(told, field);
  const value = Math.abs(inverse ? face : face * markPrice);
  const profit = inverse ? face / entryPrice - face / markPrice : face * (markPrice - entryPrice);
  const worth = figureIn(told["notionalUsd"], `${field}.notionalUsd`, { min: 0, want: "value in dollars" });
  const stated = figureIn(told["upl"], `${field}.upl`, { want: "profit of the position" });
  return {
    contract,
    quantity: inverse ? face / entryPrice : face,
    entryPrice,
    markPrice,
    margin: deposit === null ? "cross" : "isolated",
    deposit,
    liquidationPrice: priceOrNull(told["liqPx"], `${field}.liqPx`),
    maintenance: figureOrNull(told["mmr"], `${field}.mmr`, "maintenance margin"),
    followed: [
      // In dollars, which the currency of settlement may stand a little off.
      { field: `${field}.notionalUsd`, stated: worth, ours: value, tolerance: 0.02 * value },
      profitFollowed({ field: `${field}.upl`, stated, ours: profit, value: value / (inverse ? markPrice : 1) }),
    ],
    field,
  };
};

/** Sum over positions. */
const sumOf = (positions: readonly ExchangePosition[], of: (position: ExchangePosition) => number): number =>
  positions.reduce((sum, position) => sum + of(position), 0);

/** Value of a position in the currency of settlement. */
const valueOf = ({ contract, quantity, markPrice }: ExchangePosition): number =>
  Math.abs(quantity) * (contract.inverse ? 1 : markPrice);

/** Answer of /api/v5/account/balance: equity of the currency, less that of isolated positions and less the profit of cross ones. */
const crossBalance: ExchangeWords["crossBalance"] = (answer, settle, positions) => {
  const account = dataOf(objectIn(answer, "balance")["info"], "balance");
  const row = onlyRow(account["details"], "ccy", settle, "balance.details");
  if (row === null) throw untold("balance.details", settle);
  const isolated = positions.filter(({ deposit }) => deposit !== null);
  const want = `a figure in ${settle}`;
  /** A sum over positions, which may be left out only where there are none of them. The marks move a little between two answers. */
  const summed = (key: string, of: readonly ExchangePosition[], ours: number): number => {
    const field = `balance.${settle}.${key}`;
    const stated = of.length === 0 ? (figureOrNull(row[key], field, want) ?? 0) : figureIn(row[key], field, { want });
    assertFollows({ field, stated, ours, tolerance: 1e-6 + 5e-3 * sumOf(of, valueOf) });
    return stated;
  };
  const equity = figureIn(row["eq"], `balance.${settle}.eq`, { want });
  const profit = summed("upl", positions, sumOf(positions, profitOf));
  const isolatedProfit = summed("isoUpl", isolated, sumOf(isolated, profitOf));
  const isolatedEquity = summed(
    "isoEq",
    isolated,
    sumOf(isolated, (each) => (each.deposit ?? 0) + profitOf(each)),
  );
  return equity - isolatedEquity - (profit - isolatedProfit);
};

const KEYS = ["minSz", "maxSz", "mmr", "maxLever"];

/** Rows of /api/v5/public/position-tiers, of this contract alone. */
const rowsOf = ({ rows, contract, field }: AnsweredTiers): readonly Told[] =>
  rows.map((row, index) => {
    const family = `${textIn(row["instFamily"] ?? row["uly"], `${field}[${index}].instFamily`)}-SWAP`;
    if (family !== contract.id) throw badAnswer(`${field}[${index}].instFamily`, family, contract.id);
    return Object.fromEntries(KEYS.map((key) => [key, row[key]]));
  });

const words: ExchangeWords = {
  venue: "okx-swap",
  name: "okx",
  settles: ["USDT"],
  fundingHours: null,
  rights,
  settings,
  position,
  crossBalance,
  parameters: (tiers, { asOf, source }) => ({
    asOf,
    source,
    tiers: Object.fromEntries(tiers.map((table) => [table.contract.id, rowsOf(table)])),
    contractValues: Object.fromEntries(tiers.map(({ contract, contractSize }) => [contract.id, contractSize])),
  }),
  find: (request) => okxSwapMarkets.find(request),
  tolerances: {
    // The fee to close is the account's own, which is not asked for. The balance is answered a moment after the positions.
    liquidationPrice: ({ markPrice }, ours) => okxSwapTakerFeeRate * ours + 2e-3 * markPrice,
    // The venue states maintenance without the fee to close, which the rule demands as well.
    maintenance: ({ quantity, markPrice }, ours) => okxSwapTakerFeeRate * Math.abs(quantity) * markPrice + 5e-3 * ours,
    hint: "the tiers may have changed while they were asked for: ask again",
  },
  notes: ["the fee to close a liquidated position is that of the lowest account level"],
};

/** The account behind a key, and the past of a contract. @throws any error of the world outside, naming what is at fault */
export const { readAccount, history } = exchangeSource(words);
