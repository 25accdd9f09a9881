/** What a run came to, as it crosses from a worker to the page. */
import type { AttributionPart, BacktestSummary, Judgement, Ledger, PolicyJudgement } from "../../src/backtest/index.js";
import type { Walk } from "./honesty.js";
import type { Worked } from "./work.js";

/** What is asked: a policy at a market, checked so often, over a span. */
export interface CellKey {
  readonly market: string;
  readonly policy: string;
  readonly checkMs: number;
  readonly span: string;
}

/** The figures of a run. */
export interface Figures {
  readonly summary: BacktestSummary;
  readonly ledger: Ledger;
  /** Log growth of wealth over the span that each cause brought; null after ruin, and where it was not asked for. */
  readonly growth: Readonly<Record<AttributionPart, number>> | null;
}

/** What a run came to; no figures where the data that it needs are not there, with the reason. */
export interface Cell extends CellKey {
  readonly figures: Figures | null;
  readonly because: string;
}

/** What was held at the close of each day, and what bounded it. */
export interface Held {
  readonly price: Float64Array;
  readonly leverageRatio: Float64Array;
  readonly liquidationBelow: Float64Array;
  readonly bandLow: Float64Array;
  readonly bandHigh: Float64Array;
}

/** A whole run day by day. All columns are of one length; the first is the start. */
export interface Track {
  readonly market: string;
  readonly policy: string;
  readonly checkMs: number;
  readonly closeMs: Float64Array;
  readonly wealth: Float64Array;
  /** Null but for the policies of the pictures. */
  readonly held: Held | null;
  readonly notes: readonly string[];
}

/** How the reason begins where a policy or the engine refused to go on. */
export const STOPPED = "stopped: ";

const keyOf = ({ market, policy, checkMs, span }: CellKey): string => `${market}|${policy}|${checkMs}|${span}`;

/** All that a study found, by what was asked. */
export class Book {
  readonly #worked: readonly Worked[];
  readonly #cells: ReadonlyMap<string, Cell>;

  constructor(worked: readonly Worked[]) {
    this.#worked = worked;
    this.#cells = new Map(worked.flatMap(({ cells }) => cells.map((cell) => [keyOf(cell), cell])));
  }

  /** @throws Error for a cell that was never asked */
  cell(key: CellKey): Cell {
    const found = this.#cells.get(keyOf(key));
    if (found === undefined) throw new Error(`no cell ${keyOf(key)}`);
    return found;
  }

  /** Every reason for which a policy or the engine refused to go on, with what was asked. */
  stopped(): readonly Cell[] {
    return [...this.#cells.values()].filter(({ because }) => because.startsWith(STOPPED));
  }

  /** The whole run of a policy day by day; undefined where there is none. */
  track(market: string, policy: string, checkMs: number): Track | undefined {
    return this.#of(market, checkMs).tracks.find((each) => each.policy === policy);
  }

  /** What is said of all policies of a market together. */
  judgement(market: string, checkMs: number): Judgement {
    return this.#of(market, checkMs).judgement;
  }

  /** What is said of one policy; undefined where it has no whole run. */
  judged(market: string, policy: string, checkMs: number): PolicyJudgement | undefined {
    return this.judgement(market, checkMs).policies.find(({ id }) => id === policy);
  }

  /** The walk forward of a market; null at a check interval at which none was made. */
  walk(market: string, checkMs: number): Walk | null {
    return this.#of(market, checkMs).walk;
  }

  /** Growth a year of steelyard's mean leverage held constant. */
  levelGrowth(market: string, checkMs: number): number | null {
    return this.#of(market, checkMs).levelGrowth;
  }

  /** @throws Error for what was never asked */
  #of(market: string, checkMs: number): Worked {
    const found = this.#worked.find((each) => each.market === market && each.checkMs === checkMs);
    if (found === undefined) throw new Error(`${market} was not run every ${checkMs} ms`);
    return found;
  }
}

/** ln(end / start) of a run; null after ruin. */
export const logGrowth = ({ summary: { wealthEnd, wealthStart } }: Figures): number | null =>
  wealthEnd > 0 ? Math.log(wealthEnd / wealthStart) : null;
