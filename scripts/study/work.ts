/** A process of its own: runs one market at one check interval after another, as main.ts asks. */
import { prepareMarket, type Judgement, type PreparedMarket } from "../../src/backtest/index.js";
import { cellsOf, type Found } from "./cells.js";
import { judgementOf, walkOf, type Walk } from "./honesty.js";
import { marketsFrom } from "./markets.js";

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
}

const [folder] = process.argv.slice(2);
const markets = await marketsFrom(folder);
const prepared = new Map<string, PreparedMarket>();

function workedOn({ market: id, checkMs }: Task): Worked {
  const market = markets.find((each) => each.id === id);
  if (market === undefined) throw new Error(`no market ${id}`);
  const past = prepared.get(id) ?? prepareMarket(market.market);
  prepared.set(id, past);
  const found = cellsOf(market, past, checkMs);
  const walk = checkMs === market.checksMs[0] ? walkOf(market, past, checkMs) : null;
  return { ...found, market: id, checkMs, judgement: judgementOf(found.tracks), walk };
}

process.on("message", (task: Task) => {
  process.send?.(workedOn(task));
});
process.once("disconnect", () => {
  process.exit();
});
process.send?.("ready");
