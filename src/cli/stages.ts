import type { Output } from "./io.js";

/** Progress of a command through its stages. */
export interface Stages {
  /** Names the stage that begins; one that is known to take long is shown at once, for nothing can be shown while it computes. */
  enter(name: string, how?: { readonly takesLong: boolean }): void;
  /** Part of the stage that is done, 0 to 1. */
  reached(part: number): void;
  /** Wipes the bar. */
  done(): void;
}

/** Work shorter than this shows no progress, ms. */
const PATIENCE_MS = 1000;
const BAR_CELLS = 12;
const STAGE_COUNT = 3;

/** Room for the longest name of a stage. */
const NAME_COLUMNS = 44;

/** Time between two redrawings, ms. */
const REDRAW_MS = 100;

/** A bar on a terminal's stderr for work that lasts longer than a second; nothing where no one watches. */
export function stagesOn(stderr: Output, quiet: boolean, nowMs: () => number): Stages {
  if (quiet || stderr.isTTY !== true)
    return { enter: () => undefined, reached: () => undefined, done: () => undefined };
  const startMs = nowMs();
  let [entered, shown, drawnMs, stage] = [0, false, startMs, ""];
  const draw = (part: number, name: string): void => {
    const filled = Math.min(BAR_CELLS, Math.round(BAR_CELLS * part));
    stderr.write(`\r[${"#".repeat(filled)}${".".repeat(BAR_CELLS - filled)}] ${name.padEnd(NAME_COLUMNS)}`);
    [shown, drawnMs] = [true, nowMs()];
  };
  return {
    enter: (name, how) => {
      [entered, stage] = [entered + 1, name];
      if (how?.takesLong === true || nowMs() - startMs >= PATIENCE_MS) draw((entered - 1) / STAGE_COUNT, name);
    },
    reached: (part) => {
      const now = nowMs();
      if (now - startMs >= PATIENCE_MS && now - drawnMs >= REDRAW_MS) draw(part, stage);
    },
    done: () => {
      if (shown) stderr.write(`\r${" ".repeat(BAR_CELLS + 3 + NAME_COLUMNS)}\r`);
    },
  };
}
