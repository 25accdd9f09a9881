import { readFileSync } from "node:fs";
import type { HttpRecording } from "./loopback-http.js";

/** A recorded answer of src/venues/hyperliquid/fixtures, whose README says where it is from. */
export const recordedAnswer = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../src/venues/hyperliquid/fixtures/${name}.json`, import.meta.url), "utf8"));

/** An answer to `clearinghouseState` as the venue writes it, as far as a test touches it. */
export interface RecordedState {
  marginSummary: Record<string, unknown>;
  crossMarginSummary: Record<string, unknown>;
  crossMaintenanceMarginUsed: unknown;
  assetPositions: { type: unknown; position: Record<string, unknown> & { leverage: Record<string, unknown> } }[];
  time: unknown;
}

/** An answer to `metaAndAssetCtxs` as the venue writes it, as far as a test touches it. */
export type RecordedContexts = [
  meta: {
    universe: Record<string, unknown>[];
    marginTables: [number, { marginTiers: Record<string, unknown>[] }][];
    collateralToken: unknown;
  },
  contexts: Record<string, unknown>[],
];

export const recordedState = (name: string): RecordedState => recordedAnswer(name) as RecordedState;
export const recordedContexts = (): RecordedContexts =>
  recordedAnswer("meta-and-contexts-2025-11-10") as RecordedContexts;

/**
 * The whole answer to `metaAndAssetCtxs` of November 2025 with, for the coins of a state of another day, the marks and the highest
 * leverages that this state itself states. No answer of the same moment as any state was to be had; every figure is the venue's own.
 */
export function contextsOfState({ assetPositions }: RecordedState): RecordedContexts {
  const answer = recordedContexts();
  const [{ universe }, contexts] = answer;
  for (const { position } of assetPositions) {
    const index = universe.findIndex(({ name }) => name === position["coin"]);
    contexts[index]!["markPx"] = String(Number(position["positionValue"]) / Math.abs(Number(position["szi"])));
    if (universe[index]!["maxLeverage"] === position["maxLeverage"]) continue;
    universe[index]!["maxLeverage"] = universe[index]!["marginTableId"] = position["maxLeverage"];
  }
  return answer;
}

/** Whose state a test asks for: the recorded ones do not say. */
export const HOLDER = "0x5e9ee1089755c3435139848e47e6635505d5a13a";

/** Both answers that an account is read from, as `serveHttp` replays them. */
export const recordingOf = (state: unknown, contexts: unknown): HttpRecording => ({
  source: "api.hyperliquid.xyz, see src/venues/hyperliquid/fixtures/README.md",
  answers: [
    { path: "/info", body: { type: "clearinghouseState", user: HOLDER }, answer: state },
    { path: "/info", body: { type: "metaAndAssetCtxs" }, answer: contexts },
  ],
});
