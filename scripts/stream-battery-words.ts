// Writes words of the kernel's streams to standard output, 32 bits each, until nobody reads any more; then, to standard error,
// how many. Started by stream-battery.ts with the name of a way and a seed.
import { groupReader, ways, type Way, type WayName } from "./stream-battery-ways.js";

/** Words that are written at once. */
const PIECE = 2 ** 16;

/** Writes a piece; false where nobody reads any more. */
const written = ({ buffer, byteOffset, byteLength }: Int32Array): Promise<boolean> =>
  new Promise((resolve) =>
    process.stdout.write(new Uint8Array(buffer, byteOffset, byteLength), (error) => resolve(!error)),
  );

/** The words of a way, in pieces; each is used again for the next. */
function* pieces(way: Way, seed: bigint): Generator<Int32Array> {
  const read = groupReader(way, seed);
  const size = way.streams * way.draws;
  const groups = Math.ceil(PIECE / size); // short groups are joined
  const block = new Int32Array(groups * size);
  for (let first = 0; ; first += groups) {
    for (let i = 0; i < groups; i++) block.set(read(first + i), i * size);
    for (let at = 0; at < block.length; at += PIECE) yield block.subarray(at, at + PIECE);
  }
}

const [name = "", seed = ""] = process.argv.slice(2);
process.stdout.on("error", () => undefined); // the reader has had enough
let words = 0;
for (const piece of pieces(ways[name as WayName], BigInt(seed))) {
  if (!(await written(piece))) break;
  words += piece.length;
}
process.stderr.write(`${words}\n`);
