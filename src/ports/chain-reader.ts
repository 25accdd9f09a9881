/** A parameter of a function as a JSON ABI states it. */
export interface AbiParameter {
  readonly name?: string;
  readonly type: string;
  readonly components?: readonly AbiParameter[];
}

/** A function of a contract that only reads, as a JSON ABI states it. */
export interface AbiFunction {
  readonly type: "function";
  readonly name: string;
  readonly stateMutability: "view" | "pure" | "nonpayable";
  readonly inputs: readonly AbiParameter[];
  readonly outputs: readonly AbiParameter[];
}

/** One question to a contract. */
export interface ContractCall {
  readonly address: string;
  readonly abi: AbiFunction;
  readonly args?: readonly unknown[];
  /** True where a contract may have no such function: a revert is then the answer null. Left out: a revert is an error. */
  readonly mayRevert?: boolean;
}

/** A block of a chain. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  /** Its own time, epoch ms UTC. */
  readonly timeMs: number;
}

/** One block of one chain: every answer is of the state after it, so that no two of them can be of different moments. */
export interface ChainReader {
  /** Name of the chain, such as "ethereum". */
  readonly chain: string;
  /** Who answers, as it may be printed: a host, without path, key or password. */
  readonly source: string;
  readonly block: Block;
  /**
   * The answers, in the order of the calls, as the ABI decodes them: every whole number as bigint; addresses in lower case; a struct as an object by name; several outputs as a list.
   * @throws UnavailableError (E_UNAVAILABLE), RateLimitedError (E_RATE_LIMITED), BadAnswerError (E_BAD_ANSWER)
   */
  read(calls: readonly ContractCall[]): Promise<readonly unknown[]>;
}

/** A chain at the moments that one asks for. */
export interface ChainHistory {
  /** Its last block when it was opened: which chain it is, who answers, and what there is now. */
  readonly last: ChainReader;
  /** The last block at or before a moment, epoch ms UTC. @throws as ChainReader.read; OutOfRangeError (E_OUT_OF_RANGE) before the first block */
  readerAt(timeMs: number): Promise<ChainReader>;
}
