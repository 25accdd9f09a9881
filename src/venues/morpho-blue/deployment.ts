import { MissingError, ParseError } from "../../errors/index.js";
import { fieldsOf, type Fields } from "../fields.js";
import { morphoDeployments } from "./deployments.js";
import type { MorphoDeployment, ToldMarket } from "./params.js";

const configuration = { origin: "configuration" } as const;

/** The text in lower case, if it is `bytes` bytes in hexadecimal. @throws ParseError (E_PARSE) */
export function hexText(text: string, field: string, bytes: number, want: string): string {
  if (new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`, "i").test(text)) return text.toLowerCase();
  throw new ParseError({ field, got: text, want, hint: "0x and hexadecimal digits" }, configuration);
}

/** The id of a market, in lower case. @throws ParseError (E_PARSE) */
export const marketIdText = (text: string, field: string): string =>
  hexText(text, field, 32, "the id of a market: 0x and 64 hexadecimal digits");

const triggerPrices = ["market", "exchange-rate"] as const;

function toldMarket(fields: Fields): ToldMarket {
  const id = marketIdText(fields.text("id"), `${fields.path}.id`);
  const triggerPrice = fields.oneOf("triggerPrice", triggerPrices);
  fields.value("correlated"); // to be said
  const told = { id, triggerPrice, correlated: fields.flagOr("correlated", false) };
  fields.done();
  return told;
}

function shippedDeployment(chain: string): MorphoDeployment | null {
  const shipped = Object.entries(morphoDeployments).find(([name]) => name === chain)?.[1];
  return shipped === undefined ? null : { ...shipped, markets: null };
}

function readDeployment(given: unknown, shipped: MorphoDeployment | null): MorphoDeployment {
  const fields = fieldsOf(given, "deployment");
  const address = (key: "morpho" | "adaptiveCurveIrm"): string =>
    shipped !== null && !fields.has(key)
      ? shipped[key]
      : hexText(fields.text(key), `deployment.${key}`, 20, "the address of a contract");
  const deployment = {
    morpho: address("morpho"),
    adaptiveCurveIrm: address("adaptiveCurveIrm"),
    markets: fields.has("markets") ? fields.list("markets").map(toldMarket) : null,
  };
  fields.done();
  return deployment;
}

/**
 * The deployment to ask: the shipped one of the chain; what is given, `{"morpho", "adaptiveCurveIrm", "markets"}`, stands in for
 * its parts.
 * @throws MissingError (E_MISSING) for a chain without a shipped one; for a given one any code of a parameter file
 */
export function deploymentOf(chain: string, given: unknown): MorphoDeployment {
  const shipped = shippedDeployment(chain);
  if (given !== null && given !== undefined) return readDeployment(given, shipped);
  if (shipped !== null) return shipped;
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
