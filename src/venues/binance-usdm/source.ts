import { OutOfRangeError } from "../../errors/index.js";
import { badAnswer, figureIn, flagIn, listIn, objectIn, textIn } from "../answer.js";
import {
  assertFollows,
  figureOrNull,
  onlyRow,
  priceIn,
  priceOrNull,
  profitFollowed,
  untold,
} from "../exchange-checks.js";
import { exchangeSource } from "../exchange-reading.js";
import type { AnsweredTiers, ExchangePosition, ExchangeWords, Followed, KeyRights, Told } from "../exchange-words.js";
import { find } from "./market.js";
import { quoteOf } from "./model.js";

const MOVING = ["enableWithdrawals", "enableInternalTransfer", "permitsUniversalTransfer"];
const TRADING = [
  ...["enableFutures", "enableMargin", "enableSpotAndMarginTrading", "enableVanillaOptions"],
  ...["enablePortfolioMarginTrading", "enableFixApiTrade"],
];

/** Answer of /sapi/v1/account/apiRestrictions. */
function rights(answer: unknown): KeyRights {
  const told = objectIn(answer, "apiRestrictions");
  flagIn(told["enableReading"], "apiRestrictions.enableReading");
  flagIn(told["enableWithdrawals"], "apiRestrictions.enableWithdrawals");
  const has = (right: string): boolean => told[right] !== undefined && flagIn(told[right], `apiRestrictions.${right}`);
  return { moving: MOVING.filter(has), trading: TRADING.filter(has) };
}

/** Answer of /fapi/v1/accountConfig. Each position has its own mode of margin. */
function settings(answer: unknown): { readonly margin: null } {
  const told = objectIn(answer, "accountConfig");
  if (!flagIn(told["multiAssetsMargin"], "accountConfig.multiAssetsMargin")) return { margin: null };
  const hint = "margin in several assets is not modelled: set the account to one asset as margin";
  const detail = { field: "accountConfig.multiAssetsMargin", got: "true", want: "false", hint };
  throw new OutOfRangeError(detail, { origin: "data" });
}

/** Put into an isolated position, without its profit; null in a cross margin. The newer answer says so by the margin alone. */
function depositOf(told: Told, field: string): number | null {
  const margin = figureIn(told["isolatedMargin"], `${field}.isolatedMargin`, { want: "margin of the position, USDT" });
  const { marginType } = told;
  if (marginType !== undefined && marginType !== "cross" && marginType !== "isolated")
    throw badAnswer(`${field}.marginType`, marginType, "cross or isolated");
  if (marginType === "cross" || (marginType === undefined && margin === 0)) return null;
  return figureIn(told["isolatedWallet"], `${field}.isolatedWallet`, { want: "deposit of the position, USDT" });
}

/** An isolated margin is its deposit and its profit, all three of one row: to the eighth decimal, in which each is written. */
const depositFollowed = (told: Told, field: string, ours: number): Followed => ({
  field: `${field}.isolatedMargin`,
  stated: figureIn(told["isolatedMargin"], `${field}.isolatedMargin`, { want: "margin of the position, USDT" }),
  ours,
  tolerance: 1e-7 + 1e-12 * Math.abs(ours),
});

/** Row of /fapi/v3/positionRisk, or of its version before. */
const position: ExchangeWords["position"] = (row, field, { contract, contractSize }) => {
  const told = objectIn(row["info"], field);
  const quantity = contractSize * figureIn(told["positionAmt"], `${field}.positionAmt`, { want: "signed contracts" });
  if (quantity === 0) return null;
  const entryPrice = priceIn(told["entryPrice"], `${field}.entryPrice`);
  const markPrice = priceIn(told["markPrice"], `${field}.markPrice`);
  const deposit = depositOf(told, field);
  const value = quantity * markPrice;
  const notional = figureIn(told["notional"], `${field}.notional`, { want: "signed value of the position" });
  const profit = figureIn(told["unRealizedProfit"], `${field}.unRealizedProfit`, { want: "profit of the position" });
  const tolerance = 1e-3 * Math.abs(value);
  const stated = { field: `${field}.unRealizedProfit`, stated: profit };
  return {
    contract,
    quantity,
    entryPrice,
    markPrice,
    margin: deposit === null ? "cross" : "isolated",
    deposit,
    liquidationPrice: priceOrNull(told["liquidationPrice"], `${field}.liquidationPrice`),
    maintenance: figureOrNull(told["maintMargin"], `${field}.maintMargin`, "maintenance margin"),
    followed: [
      { field: `${field}.notional`, stated: notional, ours: value, tolerance },
      profitFollowed({ ...stated, ours: value - quantity * entryPrice, value: Math.abs(value) }),
      ...(deposit === null ? [] : [depositFollowed(told, field, deposit + profit)]),
    ],
    field,
  };
};

/** @throws DisputedError (E_DISPUTED) where the account lists a position that the answer about positions has otherwise, or has not */
function assertSamePositions(account: Told, settle: string, positions: readonly ExchangePosition[]): void {
  for (const each of listIn(account["positions"], "account.positions")) {
    const told = objectIn(each, "account.positions");
    const id = textIn(told["symbol"], "account.positions.symbol");
    const field = `account.positions.${id}.positionAmt`;
    const stated = figureIn(told["positionAmt"], field, { want: "signed contracts" });
    if (stated === 0 || quoteOf(id) !== settle) continue;
    const ours = positions.find(({ contract }) => contract.id === id)?.quantity ?? 0;
    assertFollows({ field, stated, ours, tolerance: 1e-9 * Math.abs(stated) });
  }
}

/** Answer of /fapi/v3/account: what is in the wallet beside isolated positions. */
const crossBalance: ExchangeWords["crossBalance"] = (answer, settle, positions) => {
  const account = objectIn(objectIn(answer, "account")["info"], "account");
  assertSamePositions(account, settle, positions);
  const row = onlyRow(account["assets"], "asset", settle, "account.assets");
  if (row === null) throw untold("account.assets", settle);
  return figureIn(row["crossWalletBalance"], `account.${settle}.crossWalletBalance`, { want: `balance, ${settle}` });
};

/** Brackets as the venue writes them, in our words. */
function bracketsOf({ rows, field }: AnsweredTiers): readonly Told[] {
  return rows.map((row, index) => {
    const size = (key: string): number => {
      const range = { min: 0, want: "a figure of 0 or above" };
      return figureIn(row[key], `${field}[${index}].${key}`, range);
    };
    return {
      notionalFloor: size("notionalFloor"),
      notionalCap: size("notionalCap"),
      leverageRatioMax: size("initialLeverage"),
      maintenanceRate: size("maintMarginRatio"),
      // What the connector's own tiers lack; where the venue leaves it out it is derived.
      ...(row["cum"] === undefined ? {} : { maintenanceAmount: size("cum") }),
    };
  });
}

const words: ExchangeWords = {
  venue: "binance-usdm",
  name: "binance",
  settles: ["USDT"],
  // The venue lists the interval only of contracts that have another than 8 hours.
  fundingHours: 8,
  rights,
  settings,
  position,
  crossBalance,
  parameters: (tiers, { asOf, source, fundingHours }) => ({
    asOf,
    source,
    fundingIntervalHours: fundingHours,
    brackets: Object.fromEntries(tiers.map((table) => [table.contract.id, bracketsOf(table)])),
  }),
  find,
  tolerances: {
    // An isolated position follows from one answer. The balance of a cross margin is answered a moment after its positions.
    liquidationPrice: ({ margin, markPrice }, ours) => (margin === "isolated" ? 1e-5 * ours : 1e-3 * markPrice),
    maintenance: (_position, ours) => 5e-3 * ours,
    hint: "the brackets may have changed while they were asked for: ask again",
  },
  notes: [
    "funding is taken to be paid each 8 hours where the venue's list of other intervals does not name a contract",
    "the maintenance amounts are those of the venue's own brackets, which the connector's common form leaves out",
  ],
};

/** The account behind a key, and the past of a contract. @throws any error of the world outside, naming what is at fault */
export const { readAccount, history } = exchangeSource(words);
