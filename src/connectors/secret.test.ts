import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostOf, Secret, secretsOfUrl, withHostsOnly, withoutSecrets } from "./secret.js";

const CANARY = "canary+0123/4567=89?&ä";

describe("a secret", () => {
  test("prints nothing of itself, however it is printed", () => {
    const secret = new Secret(CANARY);
    const holder = { secret, list: [secret], map: new Map([["key", secret]]) };
    const printed = [
      ...[String(secret), `${secret.toString()}`, JSON.stringify(holder), inspect(secret), inspect(holder)],
      ...[
        inspect(holder, { depth: 9, showHidden: true, customInspect: true }),
        inspect(secret, { customInspect: false }),
      ],
      ...[
        JSON.stringify({ ...secret }),
        Object.entries(secret).join(),
        new Error("fault", { cause: secret }).stack ?? "",
      ],
    ];
    for (const text of printed) expect(text).not.toContain("canary");
    expect(JSON.stringify(holder)).toBe('{"secret":"[redacted]","list":["[redacted]"],"map":{}}');
    expect(secret.reveal()).toBe(CANARY);
  });

  test("is taken out of a text in every form that it may have there", () => {
    const bytes = Buffer.from(CANARY);
    const forms = [
      ...[CANARY, encodeURIComponent(CANARY), bytes.toString("hex"), bytes.toString("hex").toUpperCase()],
      ...[bytes.toString("base64"), bytes.toString("base64url")],
    ];
    for (const form of forms) {
      const left = withoutSecrets(`before ${form} after`, [new Secret(CANARY)]);
      expect(left).toMatch(/^before .*\[redacted\].* after$/);
      expect(left).not.toContain(form.slice(4, -4));
    }
  });

  test("is taken out of a base64 text of more than itself, such as a header of a name and a password", () => {
    const secrets = fc.string({ minLength: 9, maxLength: 40 });
    fc.assert(
      fc.property(secrets, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (secret, before, after) => {
        const encoded = Buffer.from(`${before}${secret}${after}`).toString("base64");
        const left = withoutSecrets(encoded, [new Secret(secret)]);
        expect(left).toContain("[redacted]");
        expect(left.replace("[redacted]", "").length).toBeLessThanOrEqual(encoded.length - (secret.length * 4) / 3 + 4);
      }),
    );
  });

  test("a secret of three signs or none is in every text by chance, and no secret leaves a text as it is", () => {
    expect(withoutSecrets("a text", [new Secret(""), new Secret("a"), new Secret("tex")])).toBe("a text");
    expect(withoutSecrets("a text", [new Secret("text")])).toBe("a [redacted]");
    expect(withoutSecrets("a text", [])).toBe("a text");
  });
});

describe("an address", () => {
  test.each([
    ["https://user:canary@node.example:8545/v3/canary?key=canary#canary", "node.example:8545"],
    ["wss://node.example/canary", "node.example"],
    ["canary", "an address that cannot be read"],
  ])("%s is shown as %s", (url, host) => {
    expect(hostOf(url)).toBe(host);
  });

  test("addresses in a text are cut to their hosts", () => {
    const text =
      'fetch failed: "https://a:b@node.example/v3/canary?k=canary", then (http://127.0.0.1:1/canary) and wss://x.example/canary';
    expect(withHostsOnly(text)).not.toContain("canary");
    expect(withHostsOnly(text)).toContain("node.example");
  });

  test("its keys are its name, its password and the longer parts of path and query, as they are meant", () => {
    const url = new URL("https://me:p%40ss@node.example/v3/0123456789abcdef/rpc?chain=1&apikey=canary%2Bcanary");
    const keys = ["me", "p@ss", "0123456789abcdef", "canary+canary"];
    expect(secretsOfUrl(url).map((secret) => secret.reveal())).toEqual(keys);
    expect(secretsOfUrl(new URL("https://node.example/100%/rpc"))).toEqual([]);
  });
});
