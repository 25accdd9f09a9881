import { decide, venueDifference, type DecisionRequest } from "../decision/index.js";
import { MissingError } from "../errors/index.js";
import {
  compareSentence,
  compareText,
  compareToJson,
  type CompareReport,
  type ComparedAnswer,
  type NotCompared,
} from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { marketsFrom, type AskedMarket } from "./compare-inputs.js";
import { seriesFrom } from "./market-inputs.js";
import { wired } from "./wiring.js";

/** One market with the wish put to it. */
interface Asked extends AskedMarket {
  readonly request: DecisionRequest;
  readonly notes: readonly string[];
}

/** Every market by whether the wish can be put to it. */
interface Wish {
  readonly asked: readonly Asked[];
  readonly lacking: readonly NotCompared[];
}

/** Rates that one venue needs and another does not: without one a market is left out, and named. */
const RATES = ["--funding", "--borrow-rate", "--asset-borrow-rate"];

const namedOf = ({ id, chain, asset, quote }: AskedMarket): Omit<NotCompared, "because"> => ({
  id,
  chain,
  asset,
  quote,
});

/** The wish at every market whose rates are known, and what the others lack. @throws every code of an input but a missing rate */
async function wishFrom({ settings, io, stages }: Call): Promise<Wish> {
  const [asked, lacking]: [Asked[], NotCompared[]] = [[], []];
  let prices: ReturnType<typeof seriesFrom> | null = null;
  const pricesRead = (): ReturnType<typeof seriesFrom> => (prices ??= seriesFrom(settings));
  for (const market of await marketsFrom(settings)) {
    try {
      const { request, notes } = await wired(market.settings, io, stages, market.settings, pricesRead);
      asked.push({ ...market, request, notes });
    } catch (error) {
      if (!(error instanceof MissingError) || !RATES.includes(error.field)) throw error;
      lacking.push({ ...namedOf(market), because: `${error.field} is not given: ${error.want}` });
    }
  }
  return { asked, lacking };
}

const growthOf = ({ decision }: Pick<ComparedAnswer, "decision">): number =>
  decision.status === "infeasible" ? -Infinity : decision.growth.rateAnnual;

/** Decisions, the fastest growing first, each with what makes it differ from the first. */
function ranked(asked: readonly Asked[], { stages }: Call): readonly ComparedAnswer[] {
  stages.enter("deciding at every venue", { takesLong: true });
  const decided = asked.map((market, at) => {
    stages.reached(at / asked.length);
    return { market, decision: decide(market.request) };
  });
  const [best, ...others] = decided.sort((a, b) => growthOf(b) - growthOf(a));
  if (best === undefined) return [];
  stages.enter("finding what makes the difference", { takesLong: true });
  const rest = others.map(({ market, decision }, at) => {
    stages.reached(at / others.length);
    return {
      market: namedOf(market),
      decision,
      difference: venueDifference(best.market.request, market.request.venue, market.request),
    };
  });
  return [{ market: namedOf(best.market), decision: best.decision, difference: null }, ...rest];
}

/** What is noted at every market alike: of the wish, and not of one venue. */
const sharedNotes = ([first, ...others]: readonly Asked[]): readonly string[] =>
  (first?.notes ?? []).filter((note) => others.every(({ notes }) => notes.includes(note)));

/** The same wish at every venue, ranked by growth. @throws SteelyardError */
export async function run(call: Call): Promise<string> {
  const { settings, switches } = call;
  const { asked, lacking } = await wishFrom(call);
  const account = settings.get("position") ?? settings.get("exchange");
  const side = settings.has("side") ? [] : ["Not stated, so assumed: long, at every venue (--side)."];
  const report: CompareReport = {
    asset: settings.get("asset")?.text.trim() ?? "",
    answers: ranked(asked, call),
    lacking,
    notes: [...new Set([...(account?.notes ?? []), ...sharedNotes(asked), ...side])],
  };
  if (switches.json) return jsonText(compareToJson(report));
  return switches.quiet ? `${compareSentence(report)}\n` : compareText(report);
}
