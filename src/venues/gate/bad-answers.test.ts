import { afterEach, describe, expect, test } from "vitest";
import { BTC_GATE, exchangeAnswer, gateRecording, readExchange, type Answer } from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";
import type { AccountReading } from "../../ports/index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

const recording = (fields: Answer = {}): HttpRecording =>
  gateRecording({ ...exchangeAnswer("gate", "position-2024-01-12"), ...fields }, BTC_GATE);

async function asked(from: HttpRecording): Promise<AccountReading> {
  server = await serveHttp(from);
  return readExchange("gate", server.url, { market: null, nowMs: BTC_GATE.timeMs + 1500 });
}

describe("one thing wrong in whole answers of Gate", () => {
  const contracts = (fields: Answer): HttpRecording =>
    changed(recording(), "/api/v4/futures/usdt/contracts", (answer: Answer | Answer[]) =>
      Array.isArray(answer) ? answer.map((each) => ({ ...each, ...fields })) : { ...answer, ...fields },
    );
  const account = (fields: Answer): HttpRecording =>
    changed(recording(), "usdt/accounts", (answer: Answer) => ({ ...answer, ...fields }));
  const position = (change: (rows: Answer[]) => unknown): HttpRecording =>
    changed(recording(), "usdt/positions", change);
  const key = (perms: unknown): HttpRecording =>
    changed(recording(), "main_keys", () => ({ state: 1, mode: 1, perms }));

  const BAD: readonly { name: string; from: HttpRecording; code: string; field: string }[] = [
    {
      name: "a contract of size 0, which the connector takes for 1: caught by the position's value",
      from: contracts({ quanto_multiplier: "0" }),
      code: "E_DISPUTED",
      field: "positions.BTC_USDT.value",
    },
    {
      name: "a contract of one whole coin",
      from: contracts({ quanto_multiplier: "1" }),
      code: "E_DISPUTED",
      field: "positions.BTC_USDT.value",
    },
    {
      name: "a liquidation price that the margin does not give",
      from: recording({ liq_price: "41000" }),
      code: "E_DISPUTED",
      field: "positions.BTC_USDT.liquidationPrice",
    },
    {
      name: "a maintenance margin of another tier",
      from: recording({ maintenance_margin: "0.18" }),
      code: "E_DISPUTED",
      field: "positions.BTC_USDT.maintenanceMargin",
    },
    {
      name: "no leverage, which says how it is margined",
      from: recording({ leverage: undefined }),
      code: "E_BAD_ANSWER",
      field: "positions.BTC_USDT.leverage",
    },
    {
      name: "a unified account",
      from: account({ margin_mode: 1 }),
      code: "E_OUT_OF_RANGE",
      field: "accounts.margin_mode",
    },
    {
      name: "the account of another currency",
      from: account({ currency: "BTC" }),
      code: "E_BAD_ANSWER",
      field: "accounts.currency",
    },
    {
      name: "a key that can move money",
      from: key([{ name: "wallet", read_only: false }]),
      code: "E_KEY_TOO_POWERFUL",
      field: "key",
    },
    {
      name: "rights that are not told",
      from: key(undefined),
      code: "E_BAD_ANSWER",
      field: "main_keys[0].perms",
    },
    {
      name: "a long read as a short",
      from: recording({ size: -1 }),
      code: "E_DISPUTED",
      field: "positions.BTC_USDT.unrealised_pnl",
    },
    {
      name: "a total a thousand times what it is made of",
      from: account({ total: "12513.45151332" }),
      code: "E_DISPUTED",
      field: "accounts.total",
    },
    {
      name: "a total below 0",
      from: account({ total: "-12.51345151332" }),
      code: "E_BAD_ANSWER",
      field: "accounts.total",
    },
    {
      name: "a total of which no part is told",
      from: account({ available: undefined, history: undefined }),
      code: "E_BAD_ANSWER",
      field: "accounts.history",
    },
    {
      name: "a position told twice",
      from: position((rows) => [...rows, ...rows]),
      code: "E_BAD_ANSWER",
      field: "positions.BTC_USDT",
    },
    {
      name: "two accounts of one currency",
      from: changed(recording(), "usdt/accounts", (answer: Answer) => [answer, answer]),
      code: "E_BAD_ANSWER",
      field: "accounts[0]",
    },
    {
      name: "a position of a contract that is not listed",
      from: position((rows) => [...rows, { ...rows[0], contract: "XYZ_USDT" }]),
      code: "E_BAD_ANSWER",
      field: "positions.XYZ_USDT",
    },
  ];

  test.each(BAD)("$name: $code at $field", async ({ from, code, field }) => {
    await expect(asked(from)).rejects.toMatchObject({ code, field });
  });

  test("a key that can trade is taken, with a word about it", async () => {
    const { notes } = await asked(key([{ name: "futures", read_only: false }]));
    expect(notes[0]).toBe("this key can trade (futures); a read-only key is enough");
  });
});
