import { AAVE, words } from "./cli-io.js";

/** What must be said of a bad input: code, field and exit status. */
export interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  readonly code: string;
  readonly field: string;
  readonly status: number;
}

/** The words of `optimize` and what follows it. */
export const optimize = (rest: string): readonly string[] => ["optimize", ...words(rest)];

/** The good command with one option replaced or added. */
function changed(option: string, value: string): readonly string[] {
  const argv = [...optimize(AAVE)];
  const at = argv.indexOf(option);
  if (at === -1) return [...argv, option, value];
  argv[at + 1] = value;
  return argv;
}

/** The good command without some options. */
export function without(...options: readonly string[]): readonly string[] {
  const argv = [...optimize(AAVE)];
  for (const option of options) argv.splice(argv.indexOf(option), 2);
  return argv;
}

const flag = (option: string, value: string, code: string, field = option, status = 2): Case => ({
  name: `${option} ${value === "" ? "(empty)" : value}`,
  argv: changed(option, value),
  code,
  field,
  status,
});

/** One flag of the good command replaced or added. */
export const flagCases: readonly Case[] = [
  flag("--volatility", "60", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "1.5", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "1", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "0,6", "E_NOT_A_NUMBER"),
  flag("--volatility", "0x10", "E_NOT_A_NUMBER"),
  flag("--volatility", "1e999%", "E_NOT_FINITE"),
  flag("--volatility", "NaN", "E_NOT_FINITE"),
  flag("--volatility", "Infinity%", "E_NOT_FINITE"),
  flag("--volatility", "", "E_NOT_A_NUMBER"),
  flag("--volatility", "%", "E_NOT_A_NUMBER"),
  flag("--volatility", "0%", "E_OUT_OF_RANGE"),
  flag("--volatility", "-60%", "E_OUT_OF_RANGE"),
  flag("--volatility", "5000%", "E_OUT_OF_RANGE"),
  flag("--volatility", "60%±3", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "60%±-3%", "E_OUT_OF_RANGE"),
  flag("--volatility", "60%±3%±1%", "E_NOT_A_NUMBER"),
  flag("--drift", "20", "E_UNIT_AMBIGUOUS"),
  flag("--drift", "twenty", "E_NOT_A_NUMBER"),
  flag("--drift", "posterior", "E_CONFIG_CONFLICT"),
  flag("--borrow-rate", "5", "E_UNIT_AMBIGUOUS"),
  flag("--borrow-rate", "-200%", "E_OUT_OF_RANGE"),
  flag("--gap", "100%", "E_OUT_OF_RANGE"),
  flag("--gap", "30", "E_UNIT_AMBIGUOUS"),
  flag("--venue", "aav-v3", "E_UNKNOWN_KEY"),
  flag("--chain", "etherium", "E_UNKNOWN_KEY"),
  flag("--asset", "DOGE", "E_UNKNOWN_KEY"),
  flag("--liquidation-threshold", "83", "E_UNIT_AMBIGUOUS"),
  flag("--liquidation-threshold", "120%", "E_OUT_OF_RANGE"),
  flag("--quantity", "40 000", "E_NOT_A_NUMBER"),
  flag("--quantity", "forty", "E_NOT_A_NUMBER"),
  flag("--debt", "50,000", "E_NOT_A_NUMBER"),
  flag("--debt", "50_000", "E_NOT_A_NUMBER"),
  flag("--debt", "-1", "E_OUT_OF_RANGE"),
  flag("--debt", "200000", "E_OUT_OF_RANGE"),
  flag("--quantity", "-40", "E_MISSING", "--equity"),
  flag("--volatility", "60%%", "E_NOT_A_NUMBER"),
  flag("--hold", "-5x", "E_MISSING", "--asset-borrow-rate"),
  flag("--price", "0", "E_OUT_OF_RANGE"),
  flag("--price", "$2500", "E_NOT_A_NUMBER"),
  flag("--equity", "12345", "E_CONFIG_CONFLICT"),
  flag("--wealth", "10", "E_OUT_OF_RANGE"),
  flag("--loss", "50", "E_UNIT_AMBIGUOUS"),
  flag("--loss", "0%", "E_OUT_OF_RANGE"),
  flag("--loss", "100%", "E_OUT_OF_RANGE"),
  flag("--within", "1", "E_UNIT_AMBIGUOUS"),
  flag("--within", "3mo", "E_UNIT_AMBIGUOUS"),
  flag("--within", "1M", "E_UNIT_AMBIGUOUS"),
  flag("--within", "0d", "E_OUT_OF_RANGE"),
  flag("--within", "soon", "E_NOT_A_NUMBER"),
  flag("--within", "-5d", "E_OUT_OF_RANGE"),
  flag("--chance", "10", "E_UNIT_AMBIGUOUS"),
  flag("--against", "gold", "E_UNKNOWN_KEY"),
  flag("--leverage-min", "100%", "E_NOT_A_NUMBER"),
  flag("--leverage-min", "-1x", "E_OUT_OF_RANGE"),
  flag("--check", "60", "E_UNIT_AMBIGUOUS"),
  flag("--side", "up", "E_UNKNOWN_KEY"),
  flag("--side", "short", "E_MISSING", "--asset-borrow-rate"),
  flag("--hold", "five", "E_NOT_A_NUMBER"),
  flag("--cost", "60%", "E_OUT_OF_RANGE"),
  flag("--fixed-cost", "30USD", "E_NOT_A_NUMBER"),
  flag("--leverage-max", "0", "E_OUT_OF_RANGE"),
  flag("--seed", "-1", "E_NOT_A_NUMBER"),
  flag("--prices", "missing.csv", "E_NO_INPUT", "FOLDER/missing.csv", 66),
  flag("--request", "missing.json", "E_NO_INPUT", "FOLDER/missing.json", 66),
  flag("--bar-time", "close", "E_CONFIG_CONFLICT"),
  flag("--gap-up", "-5%", "E_OUT_OF_RANGE"),
];

/** Whole command lines. */
export const commandCases: readonly Case[] = [
  { name: "an unknown command", argv: ["optimise"], code: "E_UNKNOWN_COMMAND", field: "command", status: 2 },
  {
    name: "an unknown option",
    argv: ["optimize", "--max-levrage", "3x"],
    code: "E_UNKNOWN_OPTION",
    field: "--max-levrage",
    status: 2,
  },
  {
    name: "an option without its value, last",
    argv: ["optimize", "--volatility"],
    code: "E_UNKNOWN_OPTION",
    field: "--volatility",
    status: 2,
  },
  {
    name: "an option without its value, before another",
    argv: ["optimize", "--volatility", "--quiet"],
    code: "E_UNKNOWN_OPTION",
    field: "--volatility",
    status: 2,
  },
  {
    name: "an option given twice",
    argv: ["optimize", "--loss", "50%", "--loss", "40%"],
    code: "E_DUPLICATE_KEY",
    field: "--loss",
    status: 2,
  },
  {
    name: "an option given twice, once with an equals sign",
    argv: ["optimize", "--loss=50%", "--loss", "40%"],
    code: "E_DUPLICATE_KEY",
    field: "--loss",
    status: 2,
  },
  { name: "a word too many", argv: ["optimize", "60%"], code: "E_UNKNOWN_OPTION", field: "60%", status: 2 },
  {
    name: "an option before the command",
    argv: ["--loss", "50%", "optimize"],
    code: "E_UNKNOWN_OPTION",
    field: "--loss",
    status: 2,
  },
  { name: "no venue", argv: without("--venue"), code: "E_MISSING", field: "--venue", status: 2 },
  { name: "no asset", argv: without("--asset"), code: "E_MISSING", field: "--asset", status: 2 },
  { name: "no price", argv: without("--price"), code: "E_MISSING", field: "--price", status: 2 },
  { name: "no position", argv: without("--quantity", "--debt"), code: "E_MISSING", field: "--quantity", status: 2 },
  {
    name: "a debt without its collateral",
    argv: without("--quantity"),
    code: "E_MISSING",
    field: "--quantity",
    status: 2,
  },
  { name: "no volatility", argv: without("--volatility"), code: "E_MISSING", field: "--volatility", status: 2 },
  { name: "no borrow rate", argv: without("--borrow-rate"), code: "E_MISSING", field: "--borrow-rate", status: 2 },
  {
    name: "a rise without a fall",
    argv: [...without("--gap"), "--gap-up", "40%"],
    code: "E_CONFIG_CONFLICT",
    field: "--gap-up",
    status: 2,
  },
  {
    name: "checked and unattended",
    argv: [...optimize(AAVE), "--check", "1h", "--unattended", "30d"],
    code: "E_CONFIG_CONFLICT",
    field: "--unattended",
    status: 2,
  },
  {
    name: "a perpetual without funding",
    argv: optimize("--venue binance-usdm --asset ETHUSDT --equity 5000 --price 2500 --volatility 60%"),
    code: "E_MISSING",
    field: "--funding",
    status: 2,
  },
  {
    name: "a perpetual with a debt",
    argv: optimize(
      "--venue binance-usdm --asset ETHUSDT --equity 5000 --debt 10 --price 2500 --volatility 60% --funding 5%",
    ),
    code: "E_CONFIG_CONFLICT",
    field: "--debt",
    status: 2,
  },
  {
    name: "a perpetual without its margin",
    argv: optimize("--venue binance-usdm --asset ETHUSDT --quantity 5 --price 2500 --volatility 60% --funding 5%"),
    code: "E_MISSING",
    field: "--equity",
    status: 2,
  },
  {
    name: "a threshold where there is none",
    argv: optimize(
      "--venue binance-usdm --asset ETHUSDT --equity 5000 --price 2500 --volatility 60% --funding 5% --liquidation-threshold 80%",
    ),
    code: "E_CONFIG_CONFLICT",
    field: "--liquidation-threshold",
    status: 2,
  },
  {
    name: "a word too many after the options",
    argv: [...optimize(AAVE), "extra"],
    code: "E_UNKNOWN_OPTION",
    field: "extra",
    status: 2,
  },
  { name: "a second venue", argv: ["venues", "aave-v3", "x"], code: "E_UNKNOWN_OPTION", field: "x", status: 2 },
  {
    name: "an option of another command",
    argv: ["liquidation", "--brief"],
    code: "E_UNKNOWN_OPTION",
    field: "--brief",
    status: 2,
  },
  {
    name: "a word after a switch",
    argv: ["optimize", "--json", "nope"],
    code: "E_UNKNOWN_OPTION",
    field: "nope",
    status: 2,
  },
  { name: "help of no command", argv: ["help", "optimise"], code: "E_UNKNOWN_COMMAND", field: "command", status: 2 },
  {
    name: "a switch of a price file without one",
    argv: [...optimize(AAVE), "--sort"],
    code: "E_CONFIG_CONFLICT",
    field: "--sort",
    status: 2,
  },
  {
    name: "no asset where every market is of the holder's own",
    argv: optimize("--venue margin-loan --equity 5000 --price 100 --volatility 16% --borrow-rate 6%"),
    code: "E_MISSING",
    field: "--asset",
    status: 2,
  },
  {
    name: "nothing held and nothing owed",
    argv: optimize(AAVE.replace("--quantity 40 --debt 50000", "--quantity 0 --debt 0")),
    code: "E_OUT_OF_RANGE",
    field: "--quantity",
    status: 2,
  },
  {
    name: "an explanation without a volatility",
    argv: ["explain", ...words(AAVE.replace(" --volatility 60%", ""))],
    code: "E_MISSING",
    field: "--volatility",
    status: 2,
  },
  {
    name: "an explanation of a loss in an unknown unit",
    argv: ["explain", ...words(AAVE), "--loss", "50"],
    code: "E_UNIT_AMBIGUOUS",
    field: "--loss",
    status: 2,
  },
  { name: "a contest without prices", argv: ["estimate"], code: "E_MISSING", field: "--prices", status: 2 },
  {
    name: "a contest with an option that it does not take",
    argv: ["estimate", "prices.csv", "--volatility", "60%"],
    code: "E_UNKNOWN_OPTION",
    field: "--volatility",
    status: 2,
  },
  { name: "a venue that is not known", argv: ["venues", "aave"], code: "E_UNKNOWN_KEY", field: "venue", status: 2 },
  {
    name: "liquidation of nothing",
    argv: ["liquidation", ...words("--venue aave-v3 --asset WETH --price 2500")],
    code: "E_MISSING",
    field: "--hold",
    status: 2,
  },
];
