import { afterEach, expect, test } from "vitest";
import { openHttp } from "../../connectors/index.js";
import {
  contextsOfState,
  HOLDER,
  recordedAnswer,
  recordedState,
  recordingOf,
  type RecordedContexts,
  type RecordedState,
} from "../../../tests/hyperliquid-answers.js";
import { serveHttp, type Loopback } from "../../../tests/loopback-http.js";
import { readAccount } from "./source.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

/** Moment at which the account is asked for: 1.5 s after the state of 2026-01-14. */
const NOW_MS = 1768397010203 + 1500;

/** Reads the account from a server on loopback. */
async function readFrom(state: unknown, contexts: unknown, nowMs = NOW_MS): Promise<unknown> {
  server = await serveHttp(recordingOf(state, contexts));
  return readAccount(openHttp({ url: server.url }), { account: HOLDER, market: null, nowMs });
}

type Codes = "E_BAD_ANSWER" | "E_STALE" | "E_DISPUTED";
type Mutation<T> = readonly [name: string, code: Codes, field: string, change: (answer: T) => unknown];

const at = (index: number, key: string): string => `clearinghouseState.assetPositions[${index}].position.${key}`;
/** Puts one value into the position of that index. */
const position = (index: number, key: string, value: unknown) => (state: RecordedState) => {
  state.assetPositions[index]!.position[key] = value;
  return state;
};
/** Puts one value into the state itself. */
const of = (key: keyof RecordedState, value: unknown) => (state: RecordedState) => ({ ...state, [key]: value });
/** Puts one account value into one of the two summaries. */
const worth = (key: "marginSummary" | "crossMarginSummary", accountValue: string) => (state: RecordedState) => ({
  ...state,
  [key]: { ...state[key], accountValue },
});
const S = "clearinghouseState";
const MAINTENANCE = `${S}.crossMaintenanceMarginUsed`;
const [BTC, XRP, HYPE, MON] = [0, 5, 10, 14];

/** ONE thing changed of the whole answer to `clearinghouseState` of 2026-01-14. */
const badStates: readonly Mutation<RecordedState>[] = [
  ["null", "E_BAD_ANSWER", "clearinghouseState", () => null],
  ["a list", "E_BAD_ANSWER", "clearinghouseState", (state) => [state]],
  ["no positions but null", "E_BAD_ANSWER", `${S}.assetPositions`, of("assetPositions", null)],
  [
    "an account value that its parts do not add up to",
    "E_BAD_ANSWER",
    `${S}.marginSummary.accountValue`,
    worth("marginSummary", "8272577.5729350001"),
  ],
  ["an account value of 0", "E_BAD_ANSWER", `${S}.marginSummary.accountValue`, worth("marginSummary", "0.0")],
  [
    "a cross account value from before a deposit",
    "E_BAD_ANSWER",
    `${S}.crossMarginSummary.accountValue`,
    worth("crossMarginSummary", "8258927.0754620004"),
  ],
  [
    "a position left out of the list",
    "E_BAD_ANSWER",
    `${S}.crossMarginSummary.accountValue`,
    (state) => ({ ...state, assetPositions: state.assetPositions.slice(1) }),
  ],
  [
    "a position twice",
    "E_BAD_ANSWER",
    at(16, "coin"),
    (state) => ({ ...state, assetPositions: [...state.assetPositions, state.assetPositions[0]] }),
  ],
  ["a size of 0", "E_BAD_ANSWER", at(BTC, "szi"), position(BTC, "szi", "0.0")],
  ["a size in words", "E_BAD_ANSWER", at(BTC, "szi"), position(BTC, "szi", "1,47472")],
  ["a short told as a long", "E_BAD_ANSWER", at(BTC, "unrealizedPnl"), position(BTC, "szi", "1.47472")],
  ["an entry price of 0", "E_BAD_ANSWER", at(BTC, "entryPx"), position(BTC, "entryPx", "0.0")],
  [
    "an entry price a hundred times too high",
    "E_BAD_ANSWER",
    at(BTC, "unrealizedPnl"),
    position(BTC, "entryPx", "9513780.0"),
  ],
  ["a position value of null", "E_BAD_ANSWER", at(HYPE, "positionValue"), position(HYPE, "positionValue", null)],
  [
    "a negative position value",
    "E_BAD_ANSWER",
    at(HYPE, "positionValue"),
    position(HYPE, "positionValue", "-3878574.03"),
  ],
  ["a liquidation price of 0", "E_BAD_ANSWER", at(XRP, "liquidationPx"), position(XRP, "liquidationPx", "0.0")],
  ["a liquidation price left out", "E_BAD_ANSWER", at(XRP, "liquidationPx"), position(XRP, "liquidationPx", undefined)],
  ["a highest leverage of 0", "E_BAD_ANSWER", at(XRP, "maxLeverage"), position(XRP, "maxLeverage", 0)],
  [
    "an unknown margin mode",
    "E_BAD_ANSWER",
    at(BTC, "leverage.type"),
    position(BTC, "leverage", { type: "portfolio", value: 20 }),
  ],
  [
    "an isolated margin that is not its cash and its position",
    "E_BAD_ANSWER",
    at(MON, "marginUsed"),
    position(MON, "marginUsed", "9497.472442"),
  ],
  [
    "positions both ways",
    "E_BAD_ANSWER",
    `${S}.assetPositions[0].type`,
    (state) => {
      state.assetPositions[0]!.type = "hedge";
      return state;
    },
  ],
  ["a negative maintenance", "E_BAD_ANSWER", MAINTENANCE, of("crossMaintenanceMarginUsed", "-1.0")],
  ["a time to come", "E_BAD_ANSWER", `${S}.time`, of("time", NOW_MS + 31_000)],
  ["no time", "E_BAD_ANSWER", `${S}.time`, of("time", undefined)],
  ["a state of 61 seconds ago", "E_STALE", `${S}.time`, of("time", NOW_MS - 61_000)],
  ["a time in seconds", "E_STALE", `${S}.time`, of("time", 1768397010)],
  ["a maintenance of 0", "E_DISPUTED", MAINTENANCE, of("crossMaintenanceMarginUsed", "0.0")],
  ["a maintenance a cent too low", "E_DISPUTED", MAINTENANCE, of("crossMaintenanceMarginUsed", "356978.699123")],
  [
    "a liquidation price a millionth off",
    "E_DISPUTED",
    at(XRP, "liquidationPx"),
    position(XRP, "liquidationPx", "85.2743832829"),
  ],
  [
    "a liquidation price where there is none",
    "E_DISPUTED",
    at(2, "liquidationPx"),
    position(2, "liquidationPx", "1.0"),
  ],
  [
    "no liquidation price where there is one",
    "E_DISPUTED",
    at(MON, "liquidationPx"),
    position(MON, "liquidationPx", null),
  ],
];

test.each(badStates)("a state with %s is refused: %s, %s", async (_name, code, field, change) => {
  const state = recordedState("state-2026-01-14");
  const contexts = contextsOfState(state);
  await expect(readFrom(change(state), contexts)).rejects.toMatchObject({ code, field });
});

const C = "metaAndAssetCtxs";

/** The coin's entry of the universe and its context. */
function coinIn([{ universe }, contexts]: RecordedContexts, coin: string) {
  const index = universe.findIndex(({ name }) => name === coin);
  return { index, entry: universe[index]!, context: contexts[index]! };
}

/** Changes the entry and the context of BTC, the first of the universe. */
const ofBtc = (change: (btc: ReturnType<typeof coinIn>) => void) => (answer: RecordedContexts) => {
  change(coinIn(answer, "BTC"));
  return answer;
};

/** ONE thing changed of the whole answer to `metaAndAssetCtxs` that fits that state. */
const badContexts: readonly Mutation<RecordedContexts>[] = [
  ["the market data left out", "E_BAD_ANSWER", "metaAndAssetCtxs", ([meta]) => meta],
  ["one context too few", "E_BAD_ANSWER", `${C}[1].length`, ([meta, contexts]) => [meta, contexts.slice(1)]],
  [
    "margin in another coin than USDC",
    "E_BAD_ANSWER",
    `${C}[0].collateralToken`,
    ([meta, contexts]) => [{ ...meta, collateralToken: 235 }, contexts],
  ],
  ["a coin that is held not listed", "E_BAD_ANSWER", `${C}[0].universe`, ofBtc(({ entry }) => (entry["name"] = "XBT"))],
  [
    "a coin that is held delisted",
    "E_BAD_ANSWER",
    `${C}[0].universe[0].isDelisted`,
    ofBtc(({ entry }) => (entry["isDelisted"] = true)),
  ],
  ["no mark", "E_BAD_ANSWER", `${C}[1][0].markPx`, ofBtc(({ context }) => (context["markPx"] = null))],
  ["a mark of 0", "E_BAD_ANSWER", `${C}[1][0].markPx`, ofBtc(({ context }) => (context["markPx"] = "0.0"))],
  ["an infinite mark", "E_BAD_ANSWER", `${C}[1][0].markPx`, ofBtc(({ context }) => (context["markPx"] = "1e999"))],
  [
    "funding beyond the cap",
    "E_BAD_ANSWER",
    `${C}[1][0].funding`,
    ofBtc(({ context }) => (context["funding"] = "0.0401")),
  ],
  ["funding left out", "E_BAD_ANSWER", `${C}[1][0].funding`, ofBtc(({ context }) => delete context["funding"])],
  [
    "a coin without the number of its table",
    "E_BAD_ANSWER",
    `${C}[0].universe[0].marginTableId`,
    ofBtc(({ entry }) => delete entry["marginTableId"]),
  ],
  [
    "the margin tables left out",
    "E_BAD_ANSWER",
    `${C}[0].universe[0]`,
    ([{ universe }, contexts]) => [{ universe, collateralToken: 0 }, contexts],
  ],
  [
    "half an update: the coin's leverage new, its table old",
    "E_BAD_ANSWER",
    `${C}[0].universe[0]`,
    ofBtc(({ entry }) => (entry["maxLeverage"] = 50)),
  ],
  [
    "a table whose leverage rises with size",
    "E_BAD_ANSWER",
    `${C}[0].universe[0]`,
    (answer) => {
      answer[0].marginTables.find(([id]) => id === 56)![1].marginTiers[1]!["maxLeverage"] = 60;
      return answer;
    },
  ],
  [
    "a mark two per cent off",
    "E_DISPUTED",
    `${C}[1][0].markPx`,
    ofBtc(({ context }) => (context["markPx"] = "97113.2")),
  ],
  ["marks in hundredths", "E_DISPUTED", `${C}[1][0].markPx`, ofBtc(({ context }) => (context["markPx"] = "9520900.0"))],
  [
    "the contexts of two coins changed over",
    "E_DISPUTED",
    `${C}[1][0].markPx`,
    ([meta, [btc, eth, ...rest]]) => [meta, [eth, btc, ...rest]],
  ],
];

test.each(badContexts)("market data with %s is refused: %s, %s", async (_name, code, field, change) => {
  const state = recordedState("state-2026-01-14");
  await expect(readFrom(state, change(contextsOfState(state)))).rejects.toMatchObject({ code, field });
});

test.each([
  ["WIF", 10, 52, "E_DISPUTED", MAINTENANCE, /^356975\.666/],
  ["MOODENG", 5, 5, "E_DISPUTED", at(8, "maxLeverage"), /^5, as the margin table has it$/],
] as const)(
  "the highest leverage of %s was lowered between the two recorded days: its table of November 2025 is refused in January 2026",
  async (coin, maxLeverage, marginTableId, code, field, want) => {
    const state = recordedState("state-2026-01-14");
    const contexts = contextsOfState(state);
    Object.assign(coinIn(contexts, coin).entry, { maxLeverage, marginTableId });
    const wanted = expect.stringMatching(want) as string;
    await expect(readFrom(state, contexts)).rejects.toMatchObject({ code, field, want: wanted });
  },
);

test("a unified account of 2026-09-25 beside market data of that day, BYTEX-TRADE/bytex: refused, and the hint says what it may be", async () => {
  const state = recordedState("state-unified-2026-09-25");
  const { universe, ...meta } = recordedAnswer("meta-2026-09-25") as RecordedContexts[0];
  const contexts = [{ ...meta, universe: universe.slice(0, 1) }, [recordedAnswer("context-btc-2026-09-25")]];
  await expect(readFrom(state, contexts, Number(state.time))).rejects.toMatchObject({
    code: "E_DISPUTED",
    field: at(0, "liquidationPx"),
    got: "74501.802790436",
    want: expect.stringContaining("76380.15") as string,
    hint: expect.stringContaining("unified") as string,
  });
});
