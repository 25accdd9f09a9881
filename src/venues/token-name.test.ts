import { describe, expect, test } from "vitest";
import { isMoney, usualMoney } from "./money.js";
import { plainName, symbolOfWord, tokenName } from "./token-name.js";

const address = (head: string): string => `0x${head.padEnd(40, "0")}`;
const token = (head: string, symbol: string | null) => ({ address: address(head), symbol });

describe("what a token is called", () => {
  test("by its symbol where no other has it, whatever its letters", () => {
    const among = [token("aa", "USD₮0"), token("bb", "wstETH")];
    expect(among.map((each) => tokenName(each, among))).toEqual(["USD₮0", "wstETH"]);
  });
  test("twins by symbol and address, both of them: a coin and its bridged copy (Arbitrum's two USDC)", () => {
    const among = [token("af88", "USDC"), token("ff97", "USDC"), token("cc", "usdc")];
    expect(among.map((each) => tokenName(each, among))).toEqual(["USDC-af88", "USDC-ff97", "usdc-cc00"]);
  });
  test.each([
    ["nothing", null],
    ["an empty text", ""],
    ["a line's end", "USDC\n"],
    ["a mark that turns the text round", "USD\u202eC"],
    ["a space that cannot be seen", "USD\u200bC"],
    ["an escape of the terminal", "\u001b[31mUSDC"],
    ["33 characters", "A".repeat(33)],
  ])("%s is no name", (_, symbol) => {
    expect(plainName(token("aa", symbol), [])).toBeNull();
    const refused = expect.objectContaining({ code: "E_BAD_ANSWER", field: `${address("aa")}.symbol` }) as Error;
    expect(() => tokenName(token("aa", symbol), [])).toThrow(refused);
  });
});

describe("the first word of symbol()", () => {
  const word = (hex: string): string => `0x${hex.padEnd(64, "0")}`;
  test("is the symbol in a token older than the standard: MKR's 0x4d4b52", () => {
    expect(symbolOfWord(word("4d4b52"))).toBe("MKR");
  });
  test("is 32 where a text follows", () => {
    expect(symbolOfWord(`0x${"20".padStart(64, "0")}`)).toBe("follows");
  });
  test("is nothing that can be read in any other", () => {
    expect(symbolOfWord(null)).toBeNull();
    expect(symbolOfWord("0x20")).toBeNull();
    expect(symbolOfWord(word("4d00524b"))).toBe("");
  });
});

test("money is what stands for a dollar, in capitals or not, the most used first", () => {
  expect([isMoney("USDC"), isMoney("usde"), isMoney("WETH"), isMoney("wstETH")]).toEqual([true, true, false, false]);
  const among = [token("aa", "GHO"), token("bb", "USDT"), token("cc", null), token("dd", "USDC")];
  expect(usualMoney(among)).toBe(among[3]);
  expect(usualMoney(among.slice(2, 3))).toBeUndefined();
});
