import { runBacktest } from "../src/backtest/engine/index.js";
import type { BacktestResult } from "../src/backtest/engine/result.js";
import { createStream } from "../src/kernel/index.js";
import { YEAR_MS } from "../src/model/index.js";
import type { Loop } from "../src/odds/index.js";
import { HOLD, type TradingPolicy } from "../src/policies/index.js";
import { custom } from "../src/venues/custom/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import { FREE, seriesOf, steady } from "./backtest-markets.js";
import { bridgedBars } from "./backtest-paths.js";
import { policyFrom } from "./backtest-policies.js";

/** A lending venue that closes the whole of a loop at its threshold. */
export const fullCloseMarket = ({
  liquidationThreshold,
  bonus,
}: Pick<Loop, "liquidationThreshold" | "bonus">): VenueMarket => {
  const reserve = { loanToValueMax: liquidationThreshold - 0.01, liquidationThreshold, liquidationBonus: bonus };
  return custom.market({
    ...{ kind: "lending", asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0 },
    reserves: { ETH: reserve, USD: reserve },
  });
};

/** Opens, leaves alone until it is closed or so much time has passed, and opens again. */
export const renewing = (leverageRatio: number, lifeMs: number): TradingPolicy => {
  const open = { kind: "trade", leverageRatio, because: "opens" } as const;
  return policyFrom("renewing", ({ nowMs, lastTradeMs, memory, liquidations }) => {
    const closed = liquidations > (memory["liquidations"] ?? 0);
    if (lastTradeMs !== null && !closed && nowMs - lastTradeMs < lifeMs) return HOLD;
    return { ...open, memory: { liquidations } };
  });
};

/** What each life of a renewed loop came to. */
export interface Lives {
  readonly logWealth: number[];
  readonly years: number[];
  readonly liquidated: number[];
}

/** Lives of a run: from each opening to the next. */
export function livesOf({ columns, events }: BacktestResult): Lives {
  if (columns === null) throw new Error("a single run keeps its columns");
  const { closeMs, wealth } = columns;
  const lives: Lives = { logWealth: [], years: [], liquidated: [] };
  const rowOf = (atMs: number): number => Math.round((atMs - closeMs[0]!) / (closeMs[1]! - closeMs[0]!));
  // A trade made at an open is told at its bar's close: what was there is the wealth of the close before.
  const opened = events.filter(({ kind }) => kind === "trade").map(({ atMs }) => rowOf(atMs) - 1);
  const closings = events.filter(({ kind }) => kind === "liquidation").map(({ atMs }) => rowOf(atMs));
  let next = 0;
  for (let i = 1; i < opened.length; i++) {
    const [from, to] = [opened[i - 1]!, opened[i]!];
    const before = next;
    while (next < closings.length && closings[next]! <= to) next++;
    lives.logWealth.push(Math.log(wealth[to]! / wealth[from]!));
    lives.years.push((closeMs[to]! - closeMs[from]!) / YEAR_MS);
    lives.liquidated.push(next > before ? 1 : 0);
  }
  return lives;
}

/** The lives of a loop without interest on one long path whose lows are exact. */
export function simulatedLoop(loop: Loop, path: number, bars: number, stepsAYear: number): Lives {
  const { leverageRatio, driftAnnual, volatilityAnnual, years } = loop;
  const stepMs = YEAR_MS / stepsAYear;
  const drift = (driftAnnual - volatilityAnnual ** 2 / 2) / stepsAYear;
  const stream = createStream(7_331, path);
  const series = bridgedBars(stream, bars, { deviation: volatilityAnnual / Math.sqrt(stepsAYear), drift });
  const result = runBacktest({
    ...{ venue: fullCloseMarket(loop), prices: seriesOf(series, stepMs), trigger: null, costs: FREE, wealth: 1000 },
    rates: { borrow: steady(0), lend: steady(0), yield: steady(0), assetBorrow: null, funding: null },
    ...{ policy: renewing(leverageRatio, years * YEAR_MS), checkIntervalMs: stepMs, reactionMs: 0 },
  });
  return livesOf(result);
}
