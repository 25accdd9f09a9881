import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escaped, figure, html, jsonData, markup } from "./html.js";

describe("html", () => {
  test("text that is put in is never markup, in a tag or in an attribute", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(html`<p title="${text}">${text}</p>`.html).toBe(`<p title="${escaped(text)}">${escaped(text)}</p>`);
        expect(escaped(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  test("a piece and a list of pieces stand as they are", () => {
    const items = [html`<i>${"a<b"}</i>`, markup("<hr>")];
    expect(html`<p>${items}</p>`.html).toBe("<p><i>a&lt;b</i><hr></p>");
  });

  test("line breaks of the template become spaces, those of text stay", () => {
    const broken = ["<p>\n      ", "\n    </p>"];
    expect(html(Object.assign(broken, { raw: broken }), "a\n  b").html).toBe("<p> a\n  b </p>");
  });

  test("a number carries itself and its place beside its words", () => {
    expect(figure("band.low", 1.3141592, "1.31x").html).toBe(
      '<data data-place="band.low" value="1.3141592">1.31x</data>',
    );
  });

  test("JSON in a page reads back as it was, and no text in it can end its element", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constant("</script><script>alert(1)</script>"), fc.constant("<!--")),
        (text) => {
          const { html: element } = jsonData("decision", { text });
          const inside = element.slice(element.indexOf(">") + 1, element.lastIndexOf("</script>"));
          expect(inside).not.toContain("<");
          expect(JSON.parse(inside)).toEqual({ text });
        },
      ),
    );
  });
});
