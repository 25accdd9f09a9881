import type { CompareJson } from "../schemas/index.js";
import type { CompareReport, ComparedAnswer } from "./compare.js";
import { assertFiniteJson } from "./decision-json.js";

const venueOf = ({ provenance }: ComparedAnswer["decision"]): CompareJson["answers"][number]["venue"] =>
  provenance.venue;

function answerOf({ market, decision, difference }: ComparedAnswer): CompareJson["answers"][number] {
  const named = { market, venue: venueOf(decision), difference };
  if (decision.status === "infeasible") {
    return { ...named, status: decision.status, because: decision.because, answer: null };
  }
  const { status, because, leverageRatio, totalLeverageRatio, isolatedShare, band, boundBy, growth, odds, cost } =
    decision;
  return {
    ...named,
    ...{ status, because },
    answer: { leverageRatio, totalLeverageRatio, isolatedShare, band, boundBy, growth, odds, cost },
  };
}

/** The object that `compare --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function compareToJson({ asset, answers, lacking, notes }: CompareReport): CompareJson {
  const [first] = answers;
  const value = {
    schema: "steelyard/compare/1" as const,
    asset,
    wealth: first?.decision.wealth ?? null,
    tolerance: first?.decision.tolerance ?? null,
    answers: answers.map(answerOf),
    lacking,
    notes,
  };
  assertFiniteJson(value, "");
  return value;
}
