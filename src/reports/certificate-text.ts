import type { DecisionAnswer } from "../model/index.js";
import { duration, multiple, percent, plural, probability, significant } from "./format.js";
import { labelled } from "./layout.js";

/** Whether the answer keeps the tolerance for ever, given the drift, and up to which leverage one would. */
export function certificateLines({ certificate, tolerance }: DecisionAnswer): readonly string[] {
  if (certificate === null) return [];
  const { leverageRatioMax, certified, moment, momentStandardError, blocks, blockMs } = certificate;
  const loss = `${percent(tolerance.lossMax)} ever lost with at most ${probability(tolerance.probabilityMax)}`;
  const upTo =
    leverageRatioMax === null
      ? "at any leverage"
      : leverageRatioMax === 0
        ? "at none"
        : `up to ${multiple(leverageRatioMax)}`;
  const words =
    `${certified ? "yes" : "no"}: if the drift is as believed, ${loss} holds ${upTo} of wealth, by ` +
    `${plural(blocks, "block", "blocks")} of ${duration(blockMs)} (moment here ${significant(moment)} +- ${significant(momentStandardError)}, 1 is the limit)`;
  return labelled("for ever", words, 14);
}
