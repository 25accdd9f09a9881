import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "../src/model/index.js";
import { decisionSchema } from "../src/schemas/index.js";
import { cli, words } from "./cli-io.js";
import { pastAnswer, wirePast, type InfoBody } from "./history-server.js";
import { pastVenue } from "./history-venue.js";
import { contextsOfState, HOLDER, recordedState, recordingOf } from "./hyperliquid-answers.js";
import { startLoopback, type Loopback } from "./loopback-http.js";

const state = recordedState("state-2024-02-22");
const nowMs = Number(state.time) + 5000;

/** Hours up to now that a test made up, far from the price that the account was recorded at, with a payment each hour. */
const { bars } = pastVenue({ fromMs: nowMs - 130 * DAY_MS, toMs: nowMs });
const past = wirePast(
  "ETH",
  bars,
  bars.map(({ closeMs }) => [
    closeMs,
    2e-5 + 1e-5 * Math.sin(closeMs / (3 * DAY_MS)) + 6e-6 * Math.sin(closeMs * 1e-3),
  ]),
);

let server: Loopback;
let cache = "";
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), "steelyard-history-live-"));
  const { answers } = recordingOf(state, contextsOfState(state));
  server = await startLoopback(({ text }) => {
    const body = JSON.parse(text) as InfoBody;
    const recorded = answers.find((each) => (each.body as InfoBody).type === body.type);
    return { body: JSON.stringify(recorded?.answer ?? pastAnswer(past, body)) };
  });
});
afterAll(async () => {
  await server.close();
  rmSync(cache, { recursive: true });
});

async function decided(more: string) {
  const env = { STEELYARD_CACHE: cache, STEELYARD_URL_HYPERLIQUID: server.url };
  const line = `optimize --position hyperliquid:${HOLDER} --asset ETH --drift 20%±20% --gap 20% --json ${more}`;
  const { status, stdout, stderr } = await cli(words(line), { env, nowMs });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return decisionSchema.parse(JSON.parse(stdout));
}

describe("a live account with its venue's own past", () => {
  test("the rate of the decision is learnt from the past, not the one of the moment", async () => {
    const { estimates, provenance, notes } = await decided("--history 120d");
    expect(estimates.fundingRateAnnual?.source).toMatch(/^funding of hyperliquid-ETH-at-127\.0\.0\.1 from/);
    expect(estimates.fundingRateAnnual?.standardError).toBeGreaterThan(0);
    expect(provenance.prices?.rows).toBe(120 * 24);
    expect(notes.join("\n")).not.toContain("held against");
  });

  test("where the past is too short to learn from, the rate that was read stands, and that is said", async () => {
    const { estimates, notes } = await decided("--history 45d");
    expect(estimates.fundingRateAnnual?.source).toMatch(/^funding of the current hour/);
    expect(estimates.fundingRateAnnual?.standardError).toBe(0);
    expect(notes.join("\n")).toMatch(/The history of the funding of hyperliquid-ETH-at-127\.0\.0\.1 .* is too short/);
  });

  test("a rate that is typed stands before both", async () => {
    const { estimates } = await decided("--history 120d --funding 7%");
    expect(estimates.fundingRateAnnual).toMatchObject({ value: 0.07, source: "stated by you" });
  });
});
