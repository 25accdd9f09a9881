import { OutOfRangeError } from "../../errors/index.js";
import { badAnswer, figureIn, flagIn, listIn, objectIn, textIn } from "../answer.js";
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
  type AccountSettings,
  type AnsweredTiers,
  type ExchangeWords,
  type KeyRights,
  type Told,
} from "../exchange-words.js";
import type { MarginMode } from "../../ports/index.js";
import { bybitMarkets } from "./market.js";
import { bybitTakerFeeRate } from "./params.js";

/** Rights within the wallet that move nothing out of the account. */
const READS_WALLET = /List$/;

/** Answer of /v5/user/query-api. */
function rights(answer: unknown): KeyRights {
  const told = objectIn(objectIn(answer, "query-api")["result"], "query-api.result");
  const readOnly = figureIn(told["readOnly"], "query-api.readOnly", { min: 0, max: 1, want: "0 or 1" });
  if (readOnly === 1) return { moving: [], trading: [] };
  const permissions = objectIn(told["permissions"], "query-api.permissions");
  const rightsOf = (kind: string): readonly string[] =>
    permissions[kind] === undefined
      ? []
      : listIn(permissions[kind], `query-api.permissions.${kind}`).map((right) =>
          textIn(right, `query-api.permissions.${kind}`),
        );
  const kinds = Object.keys(permissions).filter((kind) => kind !== "Wallet");
  return {
    moving: rightsOf("Wallet").filter((right) => !READS_WALLET.test(right)),
    trading: kinds.flatMap(rightsOf),
  };
}

const MODES: Readonly<Record<string, AccountSettings>> = {
  ISOLATED_MARGIN: { margin: "isolated" },
  REGULAR_MARGIN: { margin: "cross" },
};

/** The older kind of account, in which each position has its own mode of margin. */
const CLASSIC = 1;

/** Answer of /v5/account/info: one mode of margin for the whole of a unified account. */
function settings(answer: unknown): AccountSettings {
  const told = objectIn(objectIn(answer, "account-info")["result"], "account-info.result");
  const range = { min: 1, max: 9, want: "a kind of account from 1 to 9" };
  const status = figureIn(told["unifiedMarginStatus"], "account-info.unifiedMarginStatus", range);
  if (status === CLASSIC) return { margin: null };
  const field = "account-info.marginMode";
  const mode = textIn(told["marginMode"], field);
  const known = MODES[mode];
  if (known !== undefined) return known;
  if (mode !== "PORTFOLIO_MARGIN") throw badAnswer(field, mode, `one of ${Object.keys(MODES).join(", ")}`);
  const hint = "portfolio margin is not modelled: set the account to cross or isolated margin";
  const want = `one of ${Object.keys(MODES).join(", ")}`;
  throw new OutOfRangeError({ field, got: mode, want, hint }, { origin: "data" });
}

const SIDES: Readonly<Record<string, 1 | -1>> = { Buy: 1, Sell: -1 };

/** Put into an isolated position. The margin that the venue states holds the fee to close as well, as its rule does. */
const depositOf = (told: Told, field: string): number =>
  figureIn(told["positionBalance"], `${field}.positionBalance`, { min: 0, open: true, want: "margin of the position" });

/** The mode of margin of a position of a classic account. */
const ownMargin = (told: Told, field: string): MarginMode =>
  figureIn(told["tradeMode"], `${field}.tradeMode`, { min: 0, max: 1, want: "0 (cross) or 1" }) === 0
    ? "cross"
    : "isolated";

/** Row of /v5/position/list. */
const position: ExchangeWords["position"] = (row, field, { contract, contractSize, settings: account }) => {
  const told = objectIn(row["info"], field);
  const size = contractSize * figureIn(told["size"], `${field}.size`, { min: 0, want: "contracts" });
  if (size === 0) return null;
  const side = SIDES[textIn(told["side"], `${field}.side`)];
  if (side === undefined) throw badAnswer(`${field}.side`, told["side"], "Buy or Sell");
  const entryPrice = priceIn(told["avgPrice"] ?? told["entryPrice"], `${field}.avgPrice`);
  const markPrice = priceIn(told["markPrice"], `${field}.markPrice`);
  const { inverse } = contract;
  const opened = inverse ? size / entryPrice : size * entryPrice;
  const profit = side * (inverse ? size / entryPrice - size / markPrice : size * (markPrice - entryPrice));
  const value = figureIn(told["positionValue"], `${field}.positionValue`, { want: "value at entry" });
  const stated = figureIn(told["unrealisedPnl"], `${field}.unrealisedPnl`, { want: "profit of the position" });
  const tolerance = 2e-3 * opened;
  const margin = account.margin ?? ownMargin(told, field);
  return {
    contract,
    quantity: side * (inverse ? size / entryPrice : size),
    entryPrice,
    markPrice,
    margin,
    deposit: margin === "isolated" ? depositOf(told, field) : null,
    liquidationPrice: priceOrNull(told["liqPrice"], `${field}.liqPrice`),
    maintenance: figureOrNull(told["positionMM"], `${field}.positionMM`, "maintenance margin"),
    followed: [
      { field: `${field}.positionValue`, stated: value, ours: opened, tolerance },
      profitFollowed({ field: `${field}.unrealisedPnl`, stated, ours: profit, value: opened }),
    ],
    field,
  };
};

/** Largest share of other coins in a margin that is still taken for one of one coin. */
const OTHER_COINS_MAX = 0.01;

/** @throws OutOfRangeError (E_OUT_OF_RANGE) where other coins margin the account as well */
function assertOneCoin(coins: readonly Told[], settle: string): void {
  let [own, others] = [0, 0];
  for (const coin of coins) {
    const name = textIn(coin["coin"], "wallet.coin");
    const isMargin = (flag: string): boolean => name === settle || flagIn(coin[flag], `wallet.${name}.${flag}`);
    if (!isMargin("marginCollateral") || !isMargin("collateralSwitch")) continue;
    const worth = figureIn(coin["usdValue"], `wallet.${name}.usdValue`, { want: "worth, USD" });
    if (name === settle) own += worth;
    else others += Math.abs(worth);
  }
  if (others <= OTHER_COINS_MAX * Math.abs(own)) return;
  const hint = "margin in several coins is not modelled: switch the others off as collateral, or hold them elsewhere";
  const got = `other coins worth ${others.toFixed(2)} USD`;
  const detail = { field: "wallet", got, want: `margin in ${settle} alone`, hint };
  throw new OutOfRangeError(detail, { origin: "data" });
}

/** Answer of /v5/account/wallet-balance: the balance of the coin, less what isolated positions hold of it. */
const crossBalance: ExchangeWords["crossBalance"] = (answer, settle, positions) => {
  const result = objectIn(objectIn(objectIn(answer, "wallet")["info"], "wallet")["result"], "wallet.result");
  const list = listIn(onlyEntry(result["list"], "wallet.list")["coin"], "wallet.coin");
  const coins = list.map((coin, index) => objectIn(coin, `wallet.coin[${index}]`));
  const row = onlyRow(list, "coin", settle, "wallet.coin");
  if (row === null) throw untold("wallet.coin", settle);
  if (positions.some(({ deposit }) => deposit === null)) assertOneCoin(coins, settle);
  const balance = figureIn(row["walletBalance"], `wallet.${settle}.walletBalance`, { want: `balance, ${settle}` });
  const worth = figureIn(row["equity"], `wallet.${settle}.equity`, { want: `worth, ${settle}` });
  const ours = balance + positions.reduce((sum, each) => sum + profitOf(each), 0);
  // Loans, options and positions that were not told would make the difference; the marks move a little between two answers.
  const sizes = positions.map(
    ({ quantity, markPrice, contract }) => Math.abs(quantity) * (contract.inverse ? 1 : markPrice),
  );
  const moved = sizes.reduce((sum, size) => sum + 5e-3 * size, 1e-6);
  assertFollows({ field: `wallet.${settle}.equity`, stated: worth, ours, tolerance: moved });
  return balance - positions.reduce((sum, { deposit }) => sum + (deposit ?? 0), 0);
};

const KEYS = ["riskLimitValue", "maintenanceMargin", "maxLeverage", "mmDeduction"];

/** Rows of /v5/market/risk-limit, of this contract alone. */
const rowsOf = ({ rows, contract, field }: AnsweredTiers): readonly Told[] =>
  rows.map((row, index) => {
    if (row["symbol"] !== contract.id) throw badAnswer(`${field}[${index}].symbol`, row["symbol"], contract.id);
    return Object.fromEntries(KEYS.map((key) => [key, row[key] ?? ""]));
  });

const words: ExchangeWords = {
  venue: "bybit",
  name: "bybit",
  settles: ["USDT", "USDC"],
  fundingHours: null,
  rights,
  settings,
  position,
  crossBalance,
  parameters: (tiers, { asOf, source }) => ({
    asOf,
    source,
    tiers: Object.fromEntries(tiers.map((table) => [table.contract.id, rowsOf(table)])),
  }),
  find: (request) => bybitMarkets.find(request),
  tolerances: {
    // In a cross margin the venue holds maintenance at its amount of now along the way, and counts the margin in dollars: off by
    // less than the whole of it. The fee to close is the account's own, with the tax of its country.
    liquidationPrice: ({ maintenance, quantity, markPrice, contract }, ours) => {
      const demand = (maintenance ?? 0) * (contract.inverse ? markPrice : 1);
      return demand / Math.abs(quantity) + 2e-3 * Math.abs(markPrice - ours) + 1e-3 * ours;
    },
    maintenance: ({ quantity, markPrice }, ours) =>
      2 * bybitTakerFeeRate * Math.abs(quantity) * markPrice + 5e-3 * ours,
    hint: "other coins or open orders may share the margin: neither is modelled",
  },
  notes: [
    "the venue's own liquidation price of a cross margin is an estimate that holds maintenance at its amount of now: the rule's is told beside it",
  ],
};

/** The account behind a key, and the past of a contract. @throws any error of the world outside, naming what is at fault */
export const { readAccount, history } = exchangeSource(words);
