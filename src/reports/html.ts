/** A piece of HTML whose text has been escaped. */
export interface Html {
  readonly html: string;
}

/** What may stand in a piece of HTML: text, which is escaped, and HTML, which is not. */
type Part = string | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text with the characters that mean something in HTML written as entities; safe between tags and in quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

const partText = (part: Part): string =>
  typeof part === "string" ? escaped(part) : "html" in part ? part.html : part.map(({ html }) => html).join("");

/** Line breaks of the template itself are for those who read the code. */
const unbroken = (text: string): string => text.replace(/\s*\n\s*/g, " ");

/** A template of HTML: whatever is put in as text is escaped, so that no name of a file or source can become markup. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: strings
    .map((text, index) => unbroken(text) + (index < parts.length ? partText(parts[index] ?? "") : ""))
    .join(""),
});

/** Text that is HTML already, such as a drawing. */
export const markup = (text: string): Html => ({ html: text });

/** Nothing. */
export const nothing: Html = markup("");

/** A number as people read it, with the number itself and its place in the JSON form of the decision beside it, for programs. */
export const figure = (place: string, value: number, words: string): Html =>
  html`<data data-place="${place}" value="${String(value)}">${words}</data>`;

/** A JSON value for a script element that is only data: no text in it can end the element. */
export const jsonData = (id: string, value: unknown): Html =>
  markup(`<script type="application/json" id="${id}">${JSON.stringify(value).replace(/</g, "\\u003c")}</script>`);
