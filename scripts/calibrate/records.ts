/** Chances that were stated, and what came, by what they are of. */
import type { Judged } from "../../src/backtest/index.js";

/** What a chance is of. */
export interface Subject {
  readonly asset: string;
  readonly position: string;
  readonly managed: boolean;
  readonly event: "liquidation" | "half lost" | "fifth lost";
  readonly leverageRatio: number;
  readonly horizonDays: number;
  /** Name of the model, or "constant". */
  readonly model: string;
}

/** Chances of one subject, ascending in time. */
export interface Record extends Subject {
  readonly judged: Judged[];
}

const keyOf = (subject: Subject): string =>
  [subject.position, subject.managed, subject.event, subject.leverageRatio, subject.horizonDays, subject.model].join(
    "|",
  );

/** A book of records. */
export class Book {
  readonly #records: Map<string, Record>;

  constructor(records: readonly Record[] = []) {
    this.#records = new Map(records.map((record) => [keyOf(record), record]));
  }

  add(subject: Subject, judged: Judged): void {
    const key = keyOf(subject);
    const found = this.#records.get(key) ?? { ...subject, judged: [] };
    this.#records.set(key, found);
    found.judged.push(judged);
  }

  /** The book of the records that pass a test. */
  part(test: (record: Record) => boolean): Book {
    return new Book([...this.#records.values()].filter(test));
  }

  /** Records that agree with every given part. */
  where(part: Partial<Subject>): readonly Record[] {
    const wanted = Object.entries(part);
    return [...this.#records.values()].filter((record) => {
      const all: readonly (readonly [string, unknown])[] = Object.entries(record);
      const has = new Map(all);
      return wanted.every(([name, value]) => has.get(name) === value);
    });
  }
}
