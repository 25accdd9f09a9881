import { afterEach, describe, expect, test } from "vitest";
import { BTC_SWAP, exchangeAnswer, okxRecording, readExchange, type Answer } from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";
import type { AccountReading } from "../../ports/index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

/** The mark of the moment, which the recorded profit and value give: 34,131.1 + 0.0108608358957281 / 0.01. */
const markPx = String(34131.1 + 0.0108608358957281 / 0.01);
/** Equity by the recorded margin ratio: 140.49930117599155 times maintenance and the fee to close, 0.05 % of the value. */
const marginBalance = 140.49930117599155 * (1.3652874433435829 + 0.0005 * 0.01 * Number(markPx));

/** The whole recorded position with the mark that its own figures give. */
const recording = (figuresOf: Answer = {}): HttpRecording =>
  okxRecording(
    { ...exchangeAnswer("okx-swap", "position-2021-07-25"), markPx, ...figuresOf },
    BTC_SWAP,
    String(marginBalance),
  );

async function asked(from: HttpRecording): Promise<AccountReading> {
  server = await serveHttp(from);
  return readExchange("okx-swap", server.url, { market: null, nowMs: BTC_SWAP.timeMs + 1500 });
}

describe("one thing wrong in whole answers of OKX", () => {
  const contract = (fields: Answer): HttpRecording =>
    changed(recording(), "public/instruments", (answer: { data: Answer[] }) => ({
      ...answer,
      data: answer.data.map((each) => ({ ...each, ...fields })),
    }));
  const config = (fields: Answer): HttpRecording =>
    changed(recording(), "account/config", (answer: { data: Answer[] }) => ({
      ...answer,
      data: answer.data.map((each) => ({ ...each, ...fields })),
    }));
  /** The balance of the currency changed. */
  const balance = (change: (details: Answer[]) => unknown): HttpRecording =>
    changed(recording(), "account/balance", (answer: { data: { details: Answer[] }[] }) => ({
      ...answer,
      data: answer.data.map((each) => ({ ...each, details: change(each.details) })),
    }));
  const detail = (figures: Answer): HttpRecording =>
    balance((details) => details.map((each) => ({ ...each, ...figures })));
  /** More rows of positions beside the recorded one. */
  const beside = (fields: Answer): HttpRecording =>
    changed(recording(), "account/positions", (answer: { data: Answer[] }) => ({
      ...answer,
      data: [...answer.data, { ...answer.data[0], ...fields }],
    }));
  const [document] = exchangeAnswer<{ data: Answer[] }>("okx-swap", "config-document").data;

  const BAD: readonly { name: string; from: HttpRecording; code: string; field: string }[] = [
    {
      name: "a contract of size 0",
      from: contract({ ctVal: "0" }),
      code: "E_BAD_ANSWER",
      field: "contract.BTC/USDT:USDT.contractSize",
    },
    {
      name: "a contract ten times as large as the position's value says",
      from: contract({ ctVal: "0.1" }),
      code: "E_DISPUTED",
      field: "positions.BTC-USDT-SWAP.notionalUsd",
    },
    {
      name: "the key of the documents, which may withdraw",
      from: config({ perm: document!["perm"] }),
      code: "E_KEY_TOO_POWERFUL",
      field: "key",
    },
    {
      name: "a right that is not known",
      from: config({ perm: "read_only,lend" }),
      code: "E_BAD_ANSWER",
      field: "config.perm",
    },
    {
      name: "margin in several currencies",
      from: config({ acctLv: "3" }),
      code: "E_OUT_OF_RANGE",
      field: "config.acctLv",
    },
    {
      name: "a mode of margin that is none",
      from: recording({ mgnMode: "cash" }),
      code: "E_BAD_ANSWER",
      field: "positions.BTC-USDT-SWAP.mgnMode",
    },
    {
      name: "a liquidation price 5 % off",
      from: recording({ liqPx: "13239.4" }),
      code: "E_DISPUTED",
      field: "positions.BTC-USDT-SWAP.liquidationPrice",
    },
    {
      name: "tiers of another family",
      from: changed(recording(), "position-tiers", (answer: { data: Answer[] }) => ({
        ...answer,
        data: answer.data.map((row) => ({ ...row, instFamily: "ETH-USDT" })),
      })),
      code: "E_BAD_ANSWER",
      field: "leverageTiers.BTC-USDT-SWAP[0].instFamily",
    },
    ...["eq", "upl"].flatMap((key) =>
      [undefined, ""].map((value) => ({
        name: `${value === undefined ? "no" : "an empty"} ${key} beside an open position`,
        from: detail({ [key]: value }),
        code: "E_BAD_ANSWER",
        field: `balance.USDT.${key}`,
      })),
    ),
    {
      name: "a profit of the currency that its positions do not have",
      from: detail({ upl: "100" }),
      code: "E_DISPUTED",
      field: "balance.USDT.upl",
    },
    {
      name: "the equity of an isolated position where none is open",
      from: detail({ isoEq: "50" }),
      code: "E_DISPUTED",
      field: "balance.USDT.isoEq",
    },
    {
      name: "two balances of one currency",
      from: balance((details) => [{ ccy: "USDT", eq: "99999", upl: "0", isoEq: "0" }, ...details]),
      code: "E_BAD_ANSWER",
      field: "balance.details",
    },
    {
      name: "no balance of the currency",
      from: balance(() => []),
      code: "E_BAD_ANSWER",
      field: "balance.details",
    },
    {
      name: "a position told twice",
      from: beside({}),
      code: "E_BAD_ANSWER",
      field: "positions.BTC-USDT-SWAP",
    },
    {
      name: "a long read as a short, without a liquidation price to tell",
      from: recording({ posSide: "short", liqPx: "" }),
      code: "E_DISPUTED",
      field: "positions.BTC-USDT-SWAP.upl",
    },
    {
      name: "a position of a contract that is not listed",
      from: beside({ instId: "XYZ-USDT-SWAP" }),
      code: "E_BAD_ANSWER",
      field: "positions.XYZ-USDT-SWAP",
    },
    {
      name: "a contract with an expiry beside it",
      from: beside({ instId: "BTC-USDT-210924", instType: "FUTURES" }),
      code: "E_OUT_OF_RANGE",
      field: "positions.BTC-USDT-210924",
    },
  ];

  test.each(BAD)("$name: $code at $field", async ({ from, code, field }) => {
    await expect(asked(from)).rejects.toMatchObject({ code, field });
  });
});
