import { encodeAbiParameters, keccak256, type Hex } from "viem";
import type { MorphoLoan, MorphoTotals } from "../../src/venues/morpho-blue/state.js";
import { GOVERNOR, addressOf, type Action, type Chain, type Contract } from "./chain.js";
import { compile } from "./compile.js";

export const LENDER = addressOf(1);
export const LIQUIDATOR = addressOf(2);
export const BORROWER = addressOf(4);
const FEE_RECIPIENT = addressOf(3);

/** More of a token than any state uses. */
const PLENTY = 10n ** 50n;

const WAD = 10n ** 18n;

/** The parameters that name a market, in the contract's order. */
export interface MarketParams {
  readonly loanToken: Hex;
  readonly collateralToken: Hex;
  readonly oracle: Hex;
  readonly irm: Hex;
  readonly lltv: bigint;
}

/** A market of the deployed Morpho. */
export interface MorphoMarket {
  readonly name: string;
  readonly id: Hex;
  readonly params: MarketParams;
  readonly loan: Contract;
  readonly collateral: Contract;
}

/** Morpho with its markets. */
export interface Morpho {
  readonly chain: Chain;
  readonly morpho: Contract;
  readonly oracle: Contract;
  readonly irm: Contract;
  readonly markets: readonly MorphoMarket[];
}

const NO_IRM = "0x0000000000000000000000000000000000000000";

/** Loan to value limits, with fees: usual ones, one so low that the incentive is at its cap, and 0. */
const LLTVS: readonly (readonly [lltv: bigint, fee: bigint, hasIrm: boolean])[] = [
  [860_000_000_000_000_000n, WAD / 10n, true],
  [385_000_000_000_000_000n, 0n, true],
  [999_999_999_999_999_999n, WAD / 4n, true],
  [770_000_000_000_000_000n, 0n, false],
];

const idOf = (params: MarketParams): Hex =>
  keccak256(
    encodeAbiParameters(
      ["address", "address", "address", "address", "uint256"].map((type) => ({ type })),
      [params.loanToken, params.collateralToken, params.oracle, params.irm, params.lltv],
    ),
  );

/** The contract's own sources, with the mocks that its package ships. */
const artifacts = () =>
  compile({
    ...{ compiler: "solc-0.8.19", sources: "@morpho-org/morpho-blue", optimizerRuns: 200, evmVersion: "paris" },
    entries: ["Morpho", "mocks/ERC20Mock", "mocks/OracleMock", "mocks/IrmMock"].map((name) => `src/${name}.sol`),
    remappings: [],
  });

const governed = (contract: Contract, name: string, ...args: readonly unknown[]): Action => ({
  ...{ from: GOVERNOR, contract, name, args },
});

/** Deploys Morpho with two collaterals and two loan tokens, every pair at every limit, all at one oracle. */
export async function deployMorpho(chain: Chain): Promise<Morpho> {
  const { Morpho, EventsLib, ERC20Mock, OracleMock, IrmMock } = await artifacts();
  const abi = [...Morpho.abi, ...EventsLib.abi]; // this compiler leaves a library's events out of the contract's own
  const morpho = await chain.deploy({ ...Morpho, abi }, [GOVERNOR]);
  const [oracle, irm] = [await chain.deploy(OracleMock), await chain.deploy(IrmMock)];
  const tokens: Contract[] = [];
  for (let count = 0; count < 4; count++) tokens.push(await chain.deploy(ERC20Mock));
  await chain.act([
    ...tokens.flatMap((token) => [LENDER, LIQUIDATOR].map((holder) => governed(token, "setBalance", holder, PLENTY))),
    ...tokens.flatMap((contract) =>
      [LENDER, LIQUIDATOR].map((from) => ({ from, contract, name: "approve", args: [morpho.address, 2n ** 255n] })),
    ),
    ...[NO_IRM, irm.address].map((address) => governed(morpho, "enableIrm", address)),
    governed(morpho, "setFeeRecipient", FEE_RECIPIENT),
    ...LLTVS.map(([lltv]) => governed(morpho, "enableLltv", lltv)),
  ]);
  const markets = [0, 1].flatMap((loan) =>
    [2, 3].flatMap((collateral) =>
      LLTVS.map(([lltv, fee, hasIrm]) => {
        const params = {
          ...{ loanToken: tokens[loan].address, collateralToken: tokens[collateral].address },
          ...({ oracle: oracle.address, irm: hasIrm ? irm.address : NO_IRM, lltv } as const),
        };
        const name = `loan ${loan} collateral ${collateral} lltv ${lltv}`;
        return { name, fee, id: idOf(params), params, loan: tokens[loan], collateral: tokens[collateral] };
      }),
    ),
  );
  await chain.act(markets.map(({ params }) => governed(morpho, "createMarket", params)));
  const charged = markets.filter(({ fee }) => fee > 0n);
  await chain.act(charged.map(({ params, fee }) => governed(morpho, "setFee", params, fee)));
  return { chain, morpho, oracle, irm, markets };
}

type Words = readonly bigint[];

/** What the contract stores of a loan, as of the last accrual, and what its rate model answers for the time until now. */
export async function readLoan(
  { chain, morpho, oracle, irm }: Morpho,
  { id, params }: MorphoMarket,
  seconds: bigint,
): Promise<{ readonly loan: MorphoLoan; readonly rateWad: bigint; readonly supplyShares: bigint }> {
  const [market, position, fee, price] = (await chain.read(
    [
      { contract: morpho, name: "market", args: [id] },
      { contract: morpho, name: "position", args: [id, BORROWER] },
      { contract: morpho, name: "position", args: [id, FEE_RECIPIENT] },
      { contract: oracle, name: "price" },
    ],
    seconds,
  )) as readonly [Words, Words, Words, bigint];
  const [totalSupplyAssets, totalSupplyShares, totalBorrowAssets, totalBorrowShares, lastUpdate, feeWad] = market;
  const totals: MorphoTotals = {
    ...{ totalSupplyAssets, totalSupplyShares, totalBorrowAssets, totalBorrowShares },
    ...{ lastUpdateSeconds: lastUpdate, feeWad },
  };
  const words = { ...totals, lastUpdate, fee: feeWad };
  const rate = { contract: irm, name: "borrowRateView", args: [params, words] };
  const rateWad = params.irm === NO_IRM ? 0n : ((await chain.read([rate], seconds))[0] as bigint);
  return {
    loan: {
      ...{ totals, oraclePrice: price, lltvWad: params.lltv },
      position: { borrowShares: position[1], collateral: position[2] },
    },
    ...{ rateWad, supplyShares: fee[0] },
  };
}

/** Sets the oracle's answer without a block: it is its first word of storage. */
export const setPrice = ({ chain, oracle }: Morpho, price: bigint): Promise<void> =>
  chain.store([[oracle.address, 0n, price]]);
