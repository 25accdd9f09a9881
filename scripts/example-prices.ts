/** Writes examples/made-up-prices.csv, on which docs/backtest.md runs: npx tsx scripts/example-prices.ts */
import { writeFileSync } from "node:fs";
import { createStream } from "../src/kernel/index.js";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2015, 0, 2); // the close of the first day

/** Three years of days: 55 % of volatility a year with fat tails, a rise of a third a year, and one fall by half within nine days. */
function madeUpBars(): readonly string[] {
  const stream = createStream(3, 0);
  let close = 100;
  return Array.from({ length: 3 * 365 }, (_, day) => {
    const spread = 0.55 / Math.sqrt(365);
    const crash = day >= 500 && day < 509 ? Math.log(0.5) / 9 : 0;
    const tail = stream.uniform() < 0.05 ? 2.2 : 0.9;
    const open = close;
    close = open * Math.exp(0.0012 + crash + tail * spread * stream.normal());
    const [high, low] = [
      Math.max(open, close) * Math.exp(0.6 * spread * stream.uniform()),
      Math.min(open, close) * Math.exp(-0.6 * spread * stream.uniform()),
    ];
    const cells = [open, high, low, close].map((price) => price.toFixed(4));
    return [new Date(START_MS + day * DAY_MS).toISOString().slice(0, 10), ...cells].join(",");
  });
}

const file = new URL("../examples/made-up-prices.csv", import.meta.url);
writeFileSync(file, `${["ts,open,high,low,close", ...madeUpBars()].join("\n")}\n`);
