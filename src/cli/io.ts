/** Somewhere to write text. */
export interface Output {
  write(text: string): unknown;
  /** True on a terminal. */
  readonly isTTY?: boolean;
}

/** What a loss is counted against. */
export type LossAgainst = "cash" | "holding";

/** A tolerance as a person answers it, in the words of the flags. */
export interface ToleranceAnswers {
  readonly loss: string;
  readonly within: string;
  readonly chance: string;
  readonly against: LossAgainst;
}

/** The world as a command sees it, so that a test can stand in for it. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** True where a person can be asked. */
  readonly interactive: boolean;
  /** Time now, epoch ms UTC: only ages are counted from it. */
  nowMs(): number;
  /** Folder that relative paths start from. */
  readonly folder: string;
  /** Variables of the environment: addresses of nodes and venues, read-only keys, the folder of the cache. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `listener` if the person breaks off while something runs; the function that comes back ends the watch. Left out: nobody can. */
  onInterrupt?(listener: () => void): () => void;
  /** Asks for a tolerance in words, with `against` chosen beforehand; null when the person breaks off. */
  askTolerance(against: LossAgainst): Promise<ToleranceAnswers | null>;
}
