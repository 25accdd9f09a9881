/** One asset in a process of its own: walks through it and hands back what it found. Started by main.ts. */
import { assetsFrom } from "./assets.js";
import { judged, type GrowthRecord, type Run } from "./judge.js";
import { Book, type Record } from "./records.js";

/** What a walk found. */
export interface Walked {
  readonly records: readonly Record[];
  readonly growth: GrowthRecord[];
  readonly dates: Run["dates"];
}

/** Share of a walk after which the terminal hears of it. */
const TOLD = 0.1;

async function walkAsset(folder: string, id: string): Promise<Walked> {
  const asset = (await assetsFrom(folder)).find((each) => each.id === id);
  if (asset === undefined) throw new Error(`no asset ${id}`);
  const run: Run = { asset, book: new Book(), growth: [], dates: { untouched: [], managed: [] } };
  let next = 0;
  judged(run, (share) => {
    if (share < next) return;
    process.stderr.write(`${id} ${Math.round(100 * share)} %\n`);
    next += TOLD;
  });
  return { records: run.book.where({}), growth: run.growth, dates: run.dates };
}

const [folder, id] = process.argv.slice(2);
process.send?.(await walkAsset(folder, id));
