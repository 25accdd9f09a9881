import type { Gap, GapSide, GapTail } from "../model/index.js";
import { exceedancesOf } from "./exceedances.js";
import { gapTailOf } from "./gap-tail.js";
import { assertHistory, type ReactionWindows, type TailOptions } from "./reaction-windows.js";

/** The gap distribution of windows, as `gapFromBars` describes it. @throws TooFewError (E_TOO_FEW) */
export function gapOfWindows(windows: ReactionWindows, setting: TailOptions): Gap {
  assertHistory(windows, setting.exceedancesMin);
  const tailOf = (side: GapSide): GapTail =>
    gapTailOf(exceedancesOf(windows, side, setting), windows.spanYears, setting.confidence);
  return {
    kind: "estimated",
    windowMs: windows.windowMs,
    years: windows.spanYears,
    confidence: setting.confidence,
    readFrom: windows.readFrom,
    drops: tailOf("drops"),
    rises: tailOf("rises"),
    asOfMs: windows.asOfMs,
    source: windows.source,
  };
}
