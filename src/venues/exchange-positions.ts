import { BadAnswerError, OutOfRangeError, TooLargeError, UnknownKeyError } from "../errors/index.js";
import type { ExchangeContract, ExchangeReader } from "../ports/index.js";
import { badAnswer, figureIn, listIn, objectIn, textIn } from "./answer.js";
import { assertFollows, nameIn } from "./exchange-checks.js";
import type { AccountSettings, ExchangePosition, ExchangeWords, Told } from "./exchange-words.js";

/** Most positions of one account: each needs three questions. */
const POSITIONS_MAX = 50;

/** What one contract is. @throws BadAnswerError (E_BAD_ANSWER) */
export const sizeOf = ({ symbol, contractSize }: ExchangeContract): number =>
  figureIn(contractSize, `contract.${symbol}.contractSize`, {
    min: 0,
    open: true,
    want: "units of one contract above 0",
  });

/** @throws OutOfRangeError (E_OUT_OF_RANGE) where a contract is open twice: on both sides, or in both modes of margin; BadAnswerError (E_BAD_ANSWER) where it is told twice */
function assertOnce(positions: readonly ExchangePosition[]): void {
  const told = new Map<string, ExchangePosition>();
  for (const position of positions) {
    const { contract, quantity, margin } = position;
    const field = `positions.${contract.id}`;
    const other = told.get(contract.id);
    told.set(contract.id, position);
    if (other === undefined) continue;
    const isHedged = Math.sign(quantity) !== Math.sign(other.quantity);
    if (!isHedged && margin === other.margin) throw badAnswer(field, "two rows of one side", "each position once");
    const got = isHedged ? "a long and a short (hedge mode)" : "a cross and an isolated position";
    const hint = "close one of them: two positions of one contract are not modelled together";
    throw new OutOfRangeError({ field, got, want: "one position of a contract", hint }, { origin: "data" });
  }
}

/** Exchanges' own names of what is no perpetual: with a day of expiry, or a pair alone, which is a loan. */
const NO_PERPETUAL = /[-_]\d{6}|-\d{1,2}[A-Z]{3}\d{2}|^[A-Z\d]+-[A-Z\d]+$/;

/** What may be open beside perpetuals, and what is not listed. @throws OutOfRangeError (E_OUT_OF_RANGE), BadAnswerError (E_BAD_ANSWER) */
function assertPerpetual({ symbol, name }: OpenRow): void {
  if (/:[^-]+$/.test(symbol)) return;
  const field = `positions.${name}`;
  if (!symbol.includes(":") && !NO_PERPETUAL.test(name)) throw unlisted(field, name);
  const hint = "hold it in another account: it may share the margin, and is not modelled beside perpetuals";
  throw new OutOfRangeError({ field, got: "no perpetual", want: "perpetuals alone", hint }, { origin: "data" });
}

function unlisted(field: string, got: string, cause?: unknown): BadAnswerError {
  const hint = "ask again; if it stays so, the exchange has changed its list of contracts since ccxt was installed";
  return new BadAnswerError({ field, got, want: "a contract that the exchange lists", hint }, { cause });
}

/** A contract that an answer names: nobody typed it. @throws BadAnswerError (E_BAD_ANSWER) where the exchange does not list it */
async function contractTold(reader: ExchangeReader, symbol: string): Promise<ExchangeContract> {
  try {
    return await reader.contract(symbol);
  } catch (error) {
    throw error instanceof UnknownKeyError ? unlisted(`positions.${symbol}`, symbol, error) : error;
  }
}

/** A row of an open position. */
interface OpenRow {
  readonly row: Told;
  readonly symbol: string;
  /** Its own name at the exchange. */
  readonly name: string;
  /** Currency of settlement, null where its name has none. */
  readonly settle: string | null;
}

/** Rows of the open positions of some currencies, and of others where the exchange answers with all. @throws BadAnswerError (E_BAD_ANSWER) */
async function openRows(reader: ExchangeReader, settles: readonly string[]): Promise<readonly OpenRow[]> {
  const open: OpenRow[] = [];
  for (const asked of settles)
    for (const [index, each] of listIn(await reader.positions(asked), "positions").entries()) {
      const row = objectIn(each, `positions[${index}]`);
      const symbol = textIn(row["symbol"], `positions[${index}].symbol`);
      const [, settle = null] = /:([^-]+)(-.*)?$/.exec(symbol) ?? [];
      if (row["contracts"] !== 0) open.push({ row, symbol, name: textIn(nameIn(row), `positions[${index}]`), settle });
    }
  return open;
}

/** What is open in one margin, and by what currency that is settled. */
export interface OpenPositions {
  readonly settle: string;
  readonly positions: readonly ExchangePosition[];
  /** Names of what is open in other currencies, as the connector writes them. */
  readonly elsewhere: readonly string[];
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) where positions of several currencies share one margin */
function assertOneCurrency({ margin }: AccountSettings, elsewhere: readonly string[]): void {
  if (margin !== "cross" || elsewhere.length === 0) return;
  const hint = "positions settled in several currencies share the margin of this account: hold them in another";
  const detail = { field: "positions", got: elsewhere.join(", "), want: "positions of one currency", hint };
  throw new OutOfRangeError(detail, { origin: "data" });
}

/**
 * Open positions of one currency, each checked against itself: that of the contract that is named, else the exchange's own if anything
 * is open in it, or nothing in any other, else the first in which something is.
 * @param named currency of the contract that is asked about; null where none is
 * @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED), OutOfRangeError (E_OUT_OF_RANGE), TooLargeError (E_TOO_LARGE)
 */
export async function openPositions(
  words: ExchangeWords,
  reader: ExchangeReader,
  named: string | null,
  settings: AccountSettings,
): Promise<OpenPositions> {
  const isAll = named === null || settings.margin === "cross";
  const rows = await openRows(reader, [
    ...new Set([...(named === null ? [] : [named]), ...(isAll ? words.settles : [])]),
  ]);
  const held = rows.flatMap((row) => (row.settle === null ? [] : [row.settle]));
  const settle = named ?? (held.includes(words.settles[0]) ? words.settles[0] : (held[0] ?? words.settles[0]));
  const elsewhere = rows.filter((row) => row.settle !== null && row.settle !== settle).map(({ symbol }) => symbol);
  assertOneCurrency(settings, elsewhere);
  const open: ExchangePosition[] = [];
  for (const each of rows.filter((row) => row.settle === null || row.settle === settle)) {
    assertPerpetual(each);
    const { row, symbol } = each;
    const contract = await contractTold(reader, symbol);
    const context = { contract, contractSize: sizeOf(contract), settings };
    const position = words.position(row, `positions.${contract.id}`, context);
    if (position !== null) open.push(position);
  }
  if (open.length > POSITIONS_MAX) {
    const hint = "an account of so many positions is not read";
    throw new TooLargeError({ field: "positions", got: `${open.length}`, want: `at most ${POSITIONS_MAX}`, hint });
  }
  assertOnce(open);
  for (const { followed } of open) for (const figure of followed) assertFollows(figure);
  return { settle, positions: open, elsewhere };
}
