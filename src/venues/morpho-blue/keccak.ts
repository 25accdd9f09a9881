/** Lanes of the state of Keccak-f[1600] are 64 bits. */
const LANE = (1n << 64n) - 1n;

/** Bytes that one permutation takes in, for a hash of 32 bytes (Keccak reference 3.0, section 2.2: rate 1088 bits). */
const RATE = 136;

/** Rotations of the lanes, at x + 5 y (Keccak reference 3.0, section 1.2, table of rho). */
const ROTATIONS = [
  ...[0n, 1n, 62n, 28n, 27n, 36n, 44n, 6n, 55n, 20n, 3n, 10n, 43n],
  ...[25n, 39n, 41n, 45n, 15n, 21n, 8n, 18n, 2n, 61n, 56n, 14n],
];

/** Constants of the 24 rounds (Keccak reference 3.0, section 1.2, iota). */
const ROUNDS = [
  ...[0x1n, 0x8082n, 0x800000000000808an, 0x8000000080008000n, 0x808bn, 0x80000001n],
  ...[0x8000000080008081n, 0x8000000000008009n, 0x8an, 0x88n, 0x80008009n, 0x8000000an],
  ...[0x8000808bn, 0x800000000000008bn, 0x8000000000008089n, 0x8000000000008003n, 0x8000000000008002n],
  ...[0x8000000000000080n, 0x800an, 0x800000008000000an, 0x8000000080008081n, 0x8000000000008080n],
  ...[0x80000001n, 0x8000000080008008n],
];

const FIVE = [0, 1, 2, 3, 4] as const;

const rotated = (lane: bigint, by: bigint): bigint => ((lane << by) | (lane >> (64n - by))) & LANE;

const at = (lanes: readonly bigint[], index: number): bigint => lanes[index] ?? 0n;

/** One round: theta, rho, pi, chi, iota. */
function round(lanes: readonly bigint[], constant: bigint): readonly bigint[] {
  const parities = FIVE.map((x) => FIVE.reduce((sum, y) => sum ^ at(lanes, x + 5 * y), 0n));
  const theta = FIVE.map((x) => at(parities, (x + 4) % 5) ^ rotated(at(parities, (x + 1) % 5), 1n));
  const moved = new Array<bigint>(25).fill(0n);
  lanes.forEach((lane, index) => {
    const [x, y] = [index % 5, Math.floor(index / 5)];
    moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotated(lane ^ at(theta, x), at(ROTATIONS, index));
  });
  return moved.map((lane, index) => {
    const [x, row] = [index % 5, index - (index % 5)];
    const mixed = lane ^ (~at(moved, row + ((x + 1) % 5)) & at(moved, row + ((x + 2) % 5)) & LANE);
    return index === 0 ? mixed ^ constant : mixed;
  });
}

/** Bytes of a message, padded as Ethereum's Keccak-256 is (its first byte of padding is 1, where SHA-3 has 6). */
function padded(hex: string): readonly bigint[] {
  const message = (hex.match(/../g) ?? []).map((byte) => BigInt(`0x${byte}`));
  const bytes = [...message, ...new Array<bigint>(RATE - (message.length % RATE)).fill(0n)];
  bytes[message.length] = 1n;
  bytes[bytes.length - 1] = at(bytes, bytes.length - 1) | 0x80n;
  return bytes;
}

const lowestFirst = (bytes: readonly bigint[]): bigint => bytes.reduceRight((lane, byte) => (lane << 8n) | byte, 0n);

const bytesOf = (lane: bigint): string =>
  [0n, 8n, 16n, 24n, 32n, 40n, 48n, 56n]
    .map((shift) => ((lane >> shift) & 255n).toString(16).padStart(2, "0"))
    .join("");

/**
 * Keccak-256 of bytes written in hexadecimal without 0x, as 64 digits: the hash by which Ethereum names things. Here to
 * check names of a few hundred bytes; it is not made to be fast.
 */
export function keccak256(hex: string): string {
  const bytes = padded(hex);
  let lanes: readonly bigint[] = new Array<bigint>(25).fill(0n);
  for (let from = 0; from < bytes.length; from += RATE) {
    const taken = lanes.map((lane, index) =>
      index < RATE / 8 ? lane ^ lowestFirst(bytes.slice(from + 8 * index, from + 8 * index + 8)) : lane,
    );
    lanes = ROUNDS.reduce(round, taken);
  }
  return lanes.slice(0, 4).map(bytesOf).join("");
}
