import tseslint from "typescript-eslint";

const casts = "@typescript-eslint/consistent-type-assertions";

export default tseslint.config(
  { ignores: ["dist/", "docs/", "node_modules/", "coverage/", "assembly/"] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js", "scripts/*.mjs", "tests/house/*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_$" }],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      [casts]: ["error", { assertionStyle: "never" }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
        { selector: "ExportSpecifier[exported.name='default']", message: "Named exports only." },
      ],
    },
  },
  {
    // Raw answers and test data come without types: there, and only there, a cast says what they are.
    files: ["src/**/parse.ts", "**/*.test.ts", "**/*.prove.ts", "tests/**", "scripts/**", "bench/**"],
    rules: {
      [casts]: ["error", { assertionStyle: "as", objectLiteralTypeAssertions: "allow" }],
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // Tools that load their configuration by its default export.
    files: ["*.config.ts", "*.config.js", "tests/house/closing-line.ts", "tests/house/build.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", globalThis: "readonly" } },
  },
);
