import { plainName } from "../token-name.js";
import type { PoolReading } from "./pool-reading.js";
import { heldReserves } from "./reading-checks.js";
import { WAD } from "./ray.js";
import { rulesOf } from "./release.js";
import type { PoolReserve } from "./state.js";

type Note = (reading: PoolReading, held: readonly PoolReserve[]) => readonly string[];

const named = (of: readonly { readonly asset: string }[]): string => of.map(({ asset }) => asset).join(", ");

/** One note for the reserves that something is true of. */
const about = (of: readonly { readonly asset: string }[], text: string): readonly string[] =>
  of.length === 0 ? [] : [`${named(of)}: ${text}`];

const idle: Note = ({ listed, position }) => {
  const used = position.holdings.filter(({ usedAsCollateral }) => usedAsCollateral).map(({ asset }) => asset);
  const supplied = listed
    .filter(({ scaledBalance }) => scaledBalance > 0n)
    .map((each) => ({ asset: plainName(each, listed) ?? each.address }));
  return about(
    supplied.filter(({ asset }) => !used.includes(asset)),
    "supplied and not used as collateral: left out, for it backs no debt",
  );
};

const liquidatable: Note = ({ stated }) =>
  stated.healthFactorWad < WAD ? ["the health factor is below 1: the account can be liquidated at this block"] : [];

const ages: Note = ({ feeds }, held) =>
  about(
    held.filter(({ asset }) => (feeds[asset]?.updatedSeconds ?? null) === null),
    "the price feed does not tell when it was last set",
  );

const stopped: Note = (_, held) => [
  ...about(
    held.filter(({ frozen }) => frozen),
    "frozen: no more can be supplied or borrowed",
  ),
  ...about(
    held.filter(({ borrowingEnabled, frozen }) => !borrowingEnabled && !frozen),
    "cannot be borrowed",
  ),
];

const grace: Note = ({ pool }, held) =>
  about(
    held.filter(({ liquidationGraceUntilSeconds }) => liquidationGraceUntilSeconds >= pool.nowSeconds),
    "not liquidated for a while by order of governance, which is left out",
  );

const isolation: Note = ({ pool }, held) =>
  about(
    rulesOf(pool.release).isolationMode
      ? held.filter(({ debtCeiling, siloedBorrowing }) => debtCeiling > 0n || siloedBorrowing)
      : [],
    "isolated or siloed: a decision leaves out what may be borrowed beside it",
  );

const curves: Note = ({ curveless }, held) =>
  about(
    held.filter(({ asset }) => curveless.includes(asset)),
    "its rate curve does not tell two slopes: rates are taken not to move with the holder's own debt",
  );

const read: Note = ({ pool }) =>
  rulesOf(pool.release).proof === "run" ? [] : [`the rules of ${pool.release} are read in the source, not run`];

const NOTES: readonly Note[] = [liquidatable, idle, ages, stopped, grace, isolation, curves, read];

/** What a reader must know of an account: what was left out, and what could not be compared. */
export function notesOf(reading: PoolReading): readonly string[] {
  const held = heldReserves(reading);
  return NOTES.flatMap((note) => note(reading, held));
}
