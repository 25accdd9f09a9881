import { MissingError, ParseError } from "../../errors/index.js";
import { fieldsOf, type Fields } from "../fields.js";
import { morphoDeployments } from "./deployments.js";
import type { MorphoDeployment } from "./params.js";

const configuration = { origin: "configuration" } as const;

/** The text in lower case, if it is `bytes` bytes in hexadecimal. @throws ParseError (E_PARSE) */
export function hexText(text: string, field: string, bytes: number, want: string): string {
  if (new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`, "i").test(text)) return text.toLowerCase();
  throw new ParseError({ field, got: text, want, hint: "0x and hexadecimal digits" }, configuration);
}

/** The id of a market, in lower case. @throws ParseError (E_PARSE) */
export const marketIdText = (text: string, field: string): string =>
  hexText(text, field, 32, "the id of a market: 0x and 64 hexadecimal digits");

const addressText = (fields: Fields, key: string): string =>
  hexText(fields.text(key), `${fields.path}.${key}`, 20, "the address of a contract");

function readDeployment(given: unknown): MorphoDeployment {
  const fields = fieldsOf(given, "deployment");
  const deployment = {
    morpho: addressText(fields, "morpho"),
    adaptiveCurveIrm: addressText(fields, "adaptiveCurveIrm"),
    markets: fields.texts("markets").map((id, at) => marketIdText(id, `deployment.markets[${at}]`)),
  };
  fields.done();
  return deployment;
}

/**
 * The deployment to ask: the shipped one of the chain, or the one given, `{"morpho", "adaptiveCurveIrm", "markets"}`.
 * @throws MissingError (E_MISSING) for a chain without a shipped one; for a given one any code of a parameter file
 */
export function deploymentOf(chain: string, given: unknown): MorphoDeployment {
  if (given !== null && given !== undefined) return readDeployment(given);
  const shipped = Object.entries(morphoDeployments).find(([name]) => name === chain)?.[1];
  if (shipped !== undefined) {
    const { morpho, adaptiveCurveIrm } = shipped;
    return { morpho, adaptiveCurveIrm, markets: null };
  }
  throw new MissingError(
    {
      field: "deployment",
      got: `nothing for ${chain}`,
      want: `a chain that is shipped, such as ethereum or base, or the addresses "morpho" and "adaptiveCurveIrm"`,
      hint: "check the name of the chain",
    },
    configuration,
  );
}
