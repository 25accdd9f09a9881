import { assertPathJob, assertPathRange } from "./job-check.js";
import { pathWords, type PathJob } from "./job.js";
import { runPaths } from "./run.js";
import { PATHS_WASM } from "./wasm-bytes.js";
import { placedJob, type PathsModule, type PlacedJob } from "./wasm-job.js";

/** What there is of the standard WebAssembly interface (W3C) wherever this runs, for one module. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: PathsModule };
};

/** What simulates paths, and why it is not the faster one; null: it is. */
export interface PathEngine {
  readonly kind: "wasm-simd" | "typescript";
  readonly because: string | null;
  /** The same words as `runPaths`, whichever runs. */
  readonly run: typeof runPaths;
}

/** A module with one function, which makes a vector of two numbers. */
const SIMD_PROBE = [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0a, 0x01, 0x08, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x0b],
];

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a text in base64 (RFC 4648). */
function decoded(text: string): Uint8Array {
  const bytes = new Uint8Array((text.replace(/=+$/, "").length * 3) >> 2);
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => Math.max(0, ALPHABET.indexOf(text[at + i])));
    const word = (a << 18) | (b << 12) | (c << 6) | d;
    for (let i = 0; i < 3; i++) if (to + i < bytes.length) bytes[to + i] = word >> (16 - 8 * i);
  }
  return bytes;
}

const PATHS_A_TURN = 8;

/** What each of eight paths believes; the last of them stand for those beyond `to`. */
function placeBeliefs(module: PathsModule, { beliefs }: PathJob, place: PlacedJob, path: number, to: number): void {
  const numbers = new Float64Array(module.memory.buffer, place.beliefs, 2 * PATHS_A_TURN);
  for (let lane = 0; lane < PATHS_A_TURN; lane++) {
    const index = Math.min(path + lane, to - 1);
    numbers[lane] = beliefs === null ? 0 : beliefs.means[index];
    numbers[PATHS_A_TURN + lane] = beliefs === null ? 1 : beliefs.scales[index];
  }
}

/** `runPaths` by the module, eight paths a turn; of a last turn of fewer only those are kept. */
function runOn(module: PathsModule, job: PathJob, from: number, to: number, into: Float64Array): void {
  assertPathJob(job);
  assertPathRange(job, from, to, into);
  const words = pathWords(job);
  const place = placedJob(module, job, words);
  for (let path = from; path < to; path += PATHS_A_TURN) {
    placeBeliefs(module, job, place, path, to);
    module.run(place.market, place.positions, path);
    const count = Math.min(PATHS_A_TURN, to - path);
    into.set(new Float64Array(module.memory.buffer, place.rows, count * words), (path - from) * words);
  }
}

let engine: PathEngine | null = null;

function createEngine(): PathEngine {
  if (typeof WebAssembly === "undefined") {
    return { kind: "typescript", because: "this engine has no WebAssembly", run: runPaths };
  }
  if (!WebAssembly.validate(Uint8Array.from(SIMD_PROBE))) {
    return { kind: "typescript", because: "this engine has no WebAssembly SIMD", run: runPaths };
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(decoded(PATHS_WASM)));
  return { kind: "wasm-simd", because: null, run: (job, from, to, into) => runOn(exports, job, from, to, into) };
}

/** The faster of the engines that run here: WebAssembly with vectors of two numbers where there is such, else TypeScript, and says why. Compiled when it is first asked for. */
export function pathEngine(): PathEngine {
  engine ??= createEngine();
  return engine;
}
