import type { AssetId } from "../../model/index.js";
import type { ContractCall } from "../../ports/index.js";
import { addressIn, flagIn, objectIn, wholeIn } from "../answer.js";
import { oracleAbi, poolAbi } from "./abis.js";
import { isSet } from "./configuration-word.js";
import { BPS } from "./ray.js";
import type { NamedReserve } from "./reserve-reading.js";
import type { PoolRevision } from "./revisions.js";
import type { EMode } from "./state.js";

const NOWHERE = `0x${"0".repeat(40)}`;

/** Everything to ask of one efficiency mode. */
export function eModeCalls(pool: string, id: number, revision: PoolRevision): readonly ContractCall[] {
  const asked = { address: pool, args: [id] };
  if (revision.eModes === "named") return [{ ...asked, abi: poolAbi.getEModeCategoryData }];
  return [
    { ...asked, abi: poolAbi.getEModeCategoryCollateralConfig },
    { ...asked, abi: poolAbi.getEModeCategoryCollateralBitmap },
    { ...asked, abi: poolAbi.getEModeCategoryBorrowableBitmap },
    ...(revision.ltvZero ? [{ ...asked, abi: poolAbi.getEModeCategoryLtvzeroBitmap }] : []),
    ...(revision.isolated ? [{ ...asked, abi: poolAbi.getIsEModeCategoryIsolated }] : []),
  ];
}

/** The question for the price that a mode's members share (to 3.1); none where they have their own. @throws BadAnswerError (E_BAD_ANSWER) */
export function ownPriceCalls(
  oracle: string,
  [terms]: readonly unknown[],
  revision: PoolRevision,
): readonly ContractCall[] {
  if (revision.eModes !== "named") return [];
  const source = addressIn(objectIn(terms, "eMode").priceSource, "eMode.priceSource");
  return source === NOWHERE ? [] : [{ address: oracle, abi: oracleAbi.getAssetPrice, args: [source] }];
}

/** LTV, threshold and bonus, bps. @throws BadAnswerError (E_BAD_ANSWER) for a mode that is not set up, or terms that nobody can set */
function termsFrom(
  answer: unknown,
  field: string,
): Pick<EMode, "ltvBps" | "liquidationThresholdBps" | "liquidationBonusBps"> {
  const terms = objectIn(answer, field);
  const bps = (name: string, min: bigint, max: bigint, want: string): bigint =>
    wholeIn(terms[name], `${field}.${name}`, { min, max, want });
  const threshold = bps("liquidationThreshold", 1n, BPS, "1 to 10000 bps: the mode exists");
  const most = (BPS * BPS) / threshold;
  return {
    ltvBps: bps("ltv", 0n, threshold, `at most the liquidation threshold, ${threshold}`),
    liquidationThresholdBps: threshold,
    liquidationBonusBps: bps(
      "liquidationBonus",
      BPS + 1n,
      most,
      `more than ${BPS}, and at most ${most} by the threshold`,
    ),
  };
}

/** Answers about one mode, and the price that its members share where it was asked for. */
export interface EModeAnswers {
  readonly answers: readonly unknown[];
  readonly price: readonly unknown[];
}

/** An efficiency mode, with those of its members that are read. @throws BadAnswerError (E_BAD_ANSWER) */
export function eModeFrom(
  id: number,
  { answers, price }: EModeAnswers,
  reserves: readonly NamedReserve[],
  revision: PoolRevision,
): EMode {
  const field = `eMode ${id}`;
  const terms = termsFrom(answers[0], field);
  const among = (belongs: (reserve: NamedReserve) => boolean): readonly AssetId[] =>
    reserves.filter(belongs).map(({ asset }) => asset);
  if (revision.eModes === "named") {
    const members = among(({ configuration }) => configuration.eModeId === id);
    const [own] = price;
    const priceBase = own === undefined ? null : wholeIn(own, `${field}.price`, { min: 1n, want: "a price above 0" });
    return { id, ...terms, priceBase, collateral: members, borrowable: members, ltvZero: [], isolated: false };
  }
  const set = (at: number, name: string): readonly AssetId[] => {
    const bitmap = wholeIn(answers[at], `${field}.${name}`, { max: (1n << 128n) - 1n, want: "a bit for each reserve" });
    return among((reserve) => isSet(bitmap, reserve.id));
  };
  return {
    ...{ id, ...terms, priceBase: null },
    collateral: set(1, "collateral"),
    borrowable: set(2, "borrowable"),
    ltvZero: revision.ltvZero ? set(3, "ltvZero") : [],
    isolated: revision.isolated ? flagIn(answers[4], `${field}.isolated`) : false,
  };
}
