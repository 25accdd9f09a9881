/** Version of the package that made an answer; a test holds it to package.json. */
export const version = "0.1.0";
