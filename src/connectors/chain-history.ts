import { BadAnswerError, OutOfRangeError } from "../errors/index.js";
import type { Block, ChainHistory } from "../ports/index.js";
import { assertChain, blockAt, hasMulticallAt, newBlock, readerOf, type ChainOptions } from "./chain-reader.js";
import { openNode, type RpcNode } from "./json-rpc.js";

/** Most blocks that are looked at for one moment: a search by halves over all blocks of any chain needs 40. */
const LOOKS_MAX = 100;

/** Time between two blocks that a search begins with, ms; two looks later it is the chain's own. */
const BLOCK_MS = 12_000;

/** What lies around a moment among the blocks that are known: the last at or before it, and the first after it. */
interface Bracket {
  readonly before: Block | null;
  readonly after: Block;
}

/** Where to look next: where the moment lies by the pace around it, and further by twice as much each time that the same side was met. */
function nextLook({ before, after }: Bracket, timeMs: number, paceMs: number, missed: number): number {
  const further = 2 ** Math.abs(missed) - 1;
  if (before === null) {
    const guess = after.number - 1 - Math.floor((after.timeMs - timeMs) / paceMs) - further;
    return Math.max(0, guess);
  }
  const share = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
  const guess = before.number + Math.floor(share * (after.number - before.number)) + Math.sign(missed) * further;
  return Math.min(Math.max(guess, before.number + 1), after.number - 1);
}

function beforeFirst(timeMs: number): OutOfRangeError {
  const detail = { field: "timeMs", got: new Date(timeMs).toISOString(), hint: "ask for a shorter past" };
  return new OutOfRangeError({ ...detail, want: "a time at or after the first block of the chain" });
}

/** Blocks that were looked at, in order; the last one of the chain is among them. */
class KnownBlocks {
  readonly #blocks: Block[];
  readonly #node: RpcNode;

  constructor(node: RpcNode, last: Block) {
    this.#node = node;
    this.#blocks = [last];
  }

  /** Place of the first block after a moment; the count of blocks where there is none. */
  #placeAfter(timeMs: number): number {
    return this.#blocks.findLastIndex((block) => block.timeMs <= timeMs) + 1;
  }

  /** Time between two blocks just after a place, ms, by the known ones there. */
  #paceAt(place: number): number {
    const [first, second] = this.#blocks.slice(place, place + 2);
    if (first === undefined || second === undefined) return BLOCK_MS;
    return Math.max(1, (second.timeMs - first.timeMs) / (second.number - first.number));
  }

  /** Looks at a block. @throws BadAnswerError (E_BAD_ANSWER) where its time is not between those of its neighbours */
  async #look(number: number, { before, after }: Bracket): Promise<Block> {
    const block = await blockAt(this.#node, number);
    if (block.timeMs <= after.timeMs && (before === null || block.timeMs >= before.timeMs)) return block;
    const got = `block ${number}, which is not of a time between its neighbours`;
    throw new BadAnswerError({ field: "block", got, want: "times in the order of blocks", hint: "ask another node" });
  }

  /** The last block at or before a moment. @throws OutOfRangeError (E_OUT_OF_RANGE) before the first block; as `blockAt` */
  async at(timeMs: number): Promise<Block> {
    let missed = 0;
    for (let looks = 0; looks < LOOKS_MAX; looks++) {
      const place = this.#placeAfter(timeMs);
      const before = this.#blocks[place - 1] ?? null;
      const after = this.#blocks[place];
      if (before !== null && (after === undefined || after.number === before.number + 1)) return before;
      if (after === undefined || after.number === 0) throw beforeFirst(timeMs);
      const number = nextLook({ before, after }, timeMs, this.#paceAt(place), missed);
      const found = await this.#look(number, { before, after });
      this.#blocks.splice(place, 0, found);
      const side = found.timeMs <= timeMs ? 1 : -1;
      missed = Math.sign(missed) === side ? missed + side : side;
    }
    const got = `no block of a time after ${LOOKS_MAX} looks`;
    throw new BadAnswerError({ field: "block", got, want: "times in the order of blocks", hint: "ask another node" });
  }
}

/** Whether Multicall3 stands at a block, asked of the node only where what it said of others does not tell: once there, it stays. */
function multicallOf(node: RpcNode): (number: number) => Promise<boolean> {
  let since = Infinity;
  let until = -1;
  return async (number) => {
    if (number >= since) return true;
    if (number <= until) return false;
    const stands = await hasMulticallAt(node, number);
    if (stands) since = number;
    else until = number;
    return stands;
  };
}

/**
 * A chain at moments of its past.
 * @throws as `openChain`
 */
export async function openChainHistory(options: Omit<ChainOptions, "blockNumber">): Promise<ChainHistory> {
  const { chain, chainId: _, nowMs, ...http } = options;
  const node = openNode(http);
  await assertChain(node, options);
  const lastBlock = await newBlock(node, nowMs);
  const known = new KnownBlocks(node, lastBlock);
  const hasMulticall = multicallOf(node);
  return {
    last: await readerOf(node, chain, lastBlock, await hasMulticall(lastBlock.number)),
    readerAt: async (timeMs) => {
      if (timeMs > nowMs) {
        const got = new Date(timeMs).toISOString();
        throw new OutOfRangeError({ field: "timeMs", got, want: "a time that is past", hint: "ask for the past" });
      }
      const block = await known.at(timeMs);
      return readerOf(node, chain, block, await hasMulticall(block.number));
    },
  };
}
