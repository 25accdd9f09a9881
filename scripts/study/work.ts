/** A process of its own: runs one market at one check interval after another, as main.ts asks. */
import { prepareMarket, type Judgement, type PreparedMarket } from "../../src/backtest/index.js";
import { DAY_MS } from "../../src/model/index.js";
import { policyOf } from "../../src/policies/index.js";
import { cellsOf, spanRun, type Found } from "./cells.js";
import { judgementOf, walkOf, type Walk } from "./honesty.js";
import { marketsFrom, type StudyMarket } from "./markets.js";
import { STEELYARD } from "./policies.js";

/** What is asked of a process. */
export interface Task {
  readonly market: string;
  readonly checkMs: number;
}

/** What it found. */
export interface Worked extends Task, Found {
  readonly judgement: Judgement;
  /** Walked forward at the shortest check interval alone. */
  readonly walk: Walk | null;
  /** Growth a year of steelyard's mean leverage held constant over the whole span; null where there is no such run, or it was ruined. */
  readonly levelGrowth: number | null;
}

const [folder] = process.argv.slice(2);
const markets = await marketsFrom(folder);
const prepared = new Map<string, PreparedMarket>();

/** What the level of leverage alone brought, without its timing: the mean held at all times, traded back each day. */
function levelGrowthOf({ whole }: StudyMarket, past: PreparedMarket, { cells }: Found, checkMs: number): number | null {
  const ours = cells.find(({ policy, span }) => policy === STEELYARD && span === whole.name)?.figures ?? null;
  if (ours === null) return null;
  const values = { leverage: ours.summary.leverageRatioMean, every: DAY_MS };
  return spanRun(past, policyOf({ policy: "schedule", values }), checkMs, whole, false).summary.growthAnnual;
}

function workedOn({ market: id, checkMs }: Task): Worked {
  const market = markets.find((each) => each.id === id);
  if (market === undefined) throw new Error(`no market ${id}`);
  const past = prepared.get(id) ?? prepareMarket(market.market);
  prepared.set(id, past);
  const found = cellsOf(market, past, checkMs);
  const walk = checkMs === market.checksMs[0] ? walkOf(market, past, checkMs) : null;
  const levelGrowth = levelGrowthOf(market, past, found, checkMs);
  return { ...found, market: id, checkMs, judgement: judgementOf(found.tracks), walk, levelGrowth };
}

process.on("message", (task: Task) => {
  process.send?.(workedOn(task));
});
process.once("disconnect", () => {
  process.exit();
});
process.send?.("ready");
