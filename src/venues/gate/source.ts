import { OutOfRangeError } from "../../errors/index.js";
import { badAnswer, figureIn, flagIn, listIn, objectIn, textIn } from "../answer.js";
import { assertFollows, figureOrNull, onlyEntry, priceIn, priceOrNull, profitFollowed } from "../exchange-checks.js";
import { exchangeSource } from "../exchange-reading.js";
import type { AnsweredTiers, ExchangeWords, KeyRights, Told } from "../exchange-words.js";
import { gateMarkets } from "./market.js";

/** Parts of the exchange from which money can be moved out of the account. */
const MOVING = ["wallet", "withdraw"];

/** Parts in which nothing is traded. */
const NOT_TRADING = ["account"];

/** Answer of /account/main_keys: the key, or a list of it. */
function rights(answer: unknown): KeyRights {
  const keys = Array.isArray(answer) ? listIn(answer, "main_keys") : [answer];
  const writing = keys.flatMap((key, at) => {
    const perms = listIn(objectIn(key, `main_keys[${at}]`)["perms"], `main_keys[${at}].perms`);
    return perms.flatMap((perm, index) => {
      const told = objectIn(perm, `main_keys[${at}].perms[${index}]`);
      const name = textIn(told["name"], `main_keys[${at}].perms[${index}].name`);
      return flagIn(told["read_only"], `main_keys[${at}].perms[${index}].read_only`) ? [] : [name];
    });
  });
  return {
    moving: writing.filter((name) => MOVING.includes(name)),
    trading: writing.filter((name) => !MOVING.includes(name) && !NOT_TRADING.includes(name)),
  };
}

/** Put into an isolated position, without its profit; null in a cross margin, which the venue writes as a leverage of 0. */
function depositOf(told: Told, field: string): number | null {
  if (figureIn(told["leverage"], `${field}.leverage`, { min: 0, want: "leverage, or 0 for cross" }) === 0) return null;
  return figureIn(told["margin"], `${field}.margin`, { min: 0, open: true, want: "margin of the position" });
}

/** Row of /futures/{settle}/positions. */
const position: ExchangeWords["position"] = (row, field, { contract, contractSize }) => {
  const told = objectIn(row["info"], field);
  const face = contractSize * figureIn(told["size"], `${field}.size`, { want: "signed contracts" });
  if (face === 0) return null;
  const entryPrice = priceIn(told["entry_price"], `${field}.entry_price`);
  const markPrice = priceIn(told["mark_price"], `${field}.mark_price`);
  const { inverse } = contract;
  const deposit = depositOf(told, field);
  const value = Math.abs(inverse ? face / markPrice : face * markPrice);
  const profit = inverse ? face / entryPrice - face / markPrice : face * (markPrice - entryPrice);
  const stated = figureIn(told["value"], `${field}.value`, { min: 0, want: "value of the position" });
  const unrealised = figureIn(told["unrealised_pnl"], `${field}.unrealised_pnl`, { want: "profit of the position" });
  return {
    contract,
    quantity: inverse ? face / entryPrice : face,
    entryPrice,
    markPrice,
    margin: deposit === null ? "cross" : "isolated",
    deposit,
    liquidationPrice: priceOrNull(told["liq_price"], `${field}.liq_price`),
    maintenance: priceOrNull(told["maintenance_margin"], `${field}.maintenance_margin`),
    followed: [
      { field: `${field}.value`, stated, ours: value, tolerance: 2e-3 * value },
      profitFollowed({ field: `${field}.unrealised_pnl`, stated: unrealised, ours: profit, value }),
    ],
    field,
  };
};

/** What a total is made of by the venue's documents: of before and of now. */
const TOTALS = [
  ["position_margin", "order_margin", "available"],
  ["dnw", "pnl", "fee", "refr", "fund"],
];

/** Largest gap of a total from what it is made of, a fraction of it: bonuses, and the settling of a cross margin, stand in neither list. */
const TOTAL_GAP_MAX = 0.1;

/** @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED) for a total that is made of neither what it was nor what it is */
function assertTotal(account: Told, total: number): void {
  const history = account["history"] === undefined ? {} : objectIn(account["history"], "accounts.history");
  const all = { ...account, ...history };
  const sums = TOTALS.flatMap((keys) => {
    const parts = keys.map((key) => figureOrNull(all[key], `accounts.${key}`, "a part of the balance"));
    return parts.every((part) => part !== null) ? [parts.reduce((sum, part) => sum + part, 0)] : [];
  });
  const [nearest] = sums.sort((one, other) => Math.abs(one - total) - Math.abs(other - total));
  if (nearest === undefined) throw badAnswer("accounts.history", undefined, "what the total is made of");
  const tolerance = 1e-6 + TOTAL_GAP_MAX * Math.abs(nearest);
  assertFollows({ field: "accounts.total", stated: total, ours: nearest, tolerance });
}

/** Answer of /futures/{settle}/accounts: what is in it without unrealised profit, less what isolated positions hold. */
const crossBalance: ExchangeWords["crossBalance"] = (answer, settle, positions) => {
  const told = onlyEntry(objectIn(answer, "accounts")["info"], "accounts");
  if (told["currency"] !== settle) throw badAnswer("accounts.currency", told["currency"], settle);
  const mode = told["margin_mode"] ?? 0;
  if (mode !== 0) {
    const hint = "a unified account margins by several currencies, which is not modelled: use a classic one";
    const detail = { field: "accounts.margin_mode", got: JSON.stringify(mode), want: "0 (classic)", hint };
    throw new OutOfRangeError(detail, { origin: "data" });
  }
  const total = figureIn(told["total"], "accounts.total", { min: 0, want: `balance of 0 or above, ${settle}` });
  assertTotal(told, total);
  return total - positions.reduce((sum, { deposit }) => sum + (deposit ?? 0), 0);
};

const KEYS = ["risk_limit", "maintenance_rate", "leverage_max", "deduction"];

/** Rows of /futures/{settle}/risk_limit_tiers, of this contract alone: they name none where one was asked for. */
const rowsOf = ({ rows, contract, field }: AnsweredTiers): readonly Told[] =>
  rows.map((row, index) => {
    const named = row["contract"] ?? contract.id;
    if (named !== contract.id) throw badAnswer(`${field}[${index}].contract`, named, contract.id);
    return Object.fromEntries(KEYS.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]]])));
  });

const words: ExchangeWords = {
  venue: "gate",
  name: "gate",
  settles: ["USDT", "BTC"],
  fundingHours: null,
  rights,
  settings: () => ({ margin: null }),
  position,
  crossBalance,
  parameters: (tiers, { asOf, source }) => ({
    asOf,
    source,
    tiers: Object.fromEntries(tiers.map((table) => [table.contract.id, rowsOf(table)])),
  }),
  find: (request) => gateMarkets.find(request),
  tolerances: {
    // The fee to close is the account's own, which is not asked for. The balance is answered a moment after the positions.
    liquidationPrice: ({ markPrice }) => 3e-3 * markPrice,
    maintenance: ({ quantity, markPrice }, ours) => 5e-4 * Math.abs(quantity) * markPrice + 5e-3 * ours,
    hint: "the table may have changed while it was asked for: ask again",
  },
  notes: ["the fee to close a liquidated position is that of the lowest account level"],
};

/** The account behind a key, and the past of a contract. @throws any error of the world outside, naming what is at fault */
export const { readAccount, history } = exchangeSource(words);
