import type { Sensitivity } from "../../decision/index.js";
import { money, multiple, percent, significant } from "../format.js";

/** A value of an input in the words of its unit. */
export function sensitivityValue(value: number, unit: Sensitivity["unit"]): string {
  switch (unit) {
    case "fraction":
      return percent(value);
    case "multiple":
      return multiple(value);
    case "years":
      return value < 1 ? `${significant(365 * value)} days` : value === 1 ? "a year" : `${significant(value)} years`;
    case "money":
      return money(value);
    case "count":
      return significant(value);
  }
}
