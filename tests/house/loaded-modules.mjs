// Preloaded before the command line: names every module that is loaded, one a line, on stderr.
import { register } from "node:module";

const hooks = `
  export async function load(url, context, next) {
    process._rawDebug("loaded " + url);
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, import.meta.url);
