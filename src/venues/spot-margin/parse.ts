import { ConflictError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain, type Domain } from "../fields.js";
import { parametersValue } from "../json-text.js";
import {
  TRADING_FEE_RATE,
  type MarginLevels,
  type SpotMarginMode,
  type SpotMarginParameters,
  type SpotMarginRules,
} from "./params.js";

const PATH = "spot-margin";
const modes: readonly SpotMarginMode[] = ["cross-3x", "cross-5x"];
const levelDomain: Domain = { min: 1, open: true, want: "assets over debt, above 1, such as 1.1" };

/** @throws ConflictError (E_CONFIG_CONFLICT) unless liquidation comes below the call, and the call below borrowing */
function assertLevels({ borrowLevel, callLevel, liquidationLevel }: MarginLevels): void {
  const refused = (key: keyof MarginLevels, got: number, want: string): ConflictError =>
    new ConflictError(
      {
        field: `${PATH}.${key}`,
        got: String(got),
        want,
        hint: "borrowing ends first, then comes the call, then the sale",
      },
      { origin: "configuration" },
    );
  if (liquidationLevel > callLevel)
    throw refused("liquidationLevel", liquidationLevel, `at most callLevel, ${callLevel}`);
  if (callLevel > borrowLevel) throw refused("callLevel", callLevel, `at most borrowLevel, ${borrowLevel}`);
}

/**
 * Checks terms from code or from a file and lays them over the rules of a day.
 * @param asset taken where the terms name none
 * @throws any SteelyardError of origin "configuration".
 */
export function readTerms(terms: unknown, rules: SpotMarginRules, asset?: AssetId): SpotMarginParameters {
  const fields = fieldsOf(terms, PATH);
  const changed = fields.keys().some((key) => key !== "asset" && key !== "mode");
  const levels = rules.modes[fields.oneOfOr("mode", modes, "cross-3x")];
  const source = `${rules.source}; trading fee of 0.1 % is a stated default: check before use`;
  const parameters = {
    asset: asset === undefined ? fields.text("asset") : fields.textOr("asset", asset),
    quote: fields.textOr("quote", "USDT"),
    alsoCalled: fields.texts("alsoCalled"),
    borrowLevel: fields.numberOr("borrowLevel", levelDomain, levels.borrowLevel),
    callLevel: fields.numberOr("callLevel", levelDomain, levels.callLevel),
    liquidationLevel: fields.numberOr("liquidationLevel", levelDomain, levels.liquidationLevel),
    clearanceFeeRate: fields.numberOr("clearanceFeeRate", shareDomain, rules.clearanceFeeRate),
    tradingFeeRate: fields.numberOr("tradingFeeRate", shareDomain, TRADING_FEE_RATE),
    asOfMs: fields.dateOr("asOf", rules.fromMs),
    source: fields.textOr("source", changed ? `${source}; some of it changed by the caller` : source),
  };
  fields.done();
  assertLevels(parameters);
  return parameters;
}

/** Terms from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseTerms = (text: string): unknown => parametersValue(text, PATH);
