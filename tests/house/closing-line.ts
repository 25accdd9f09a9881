import type { Reporter } from "vitest/reporters";
import type { TestModule, TestRunEndReason } from "vitest/node";

/** Files that failed before any of their tests could: they count as one failure each. */
const failedBeforeTests = (module: TestModule): boolean =>
  module.state() === "failed" && [...module.children.allTests("failed")].length === 0;

/** Ends the run with one plain line, "N passed, N failed", that a machine can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      if (failedBeforeTests(module)) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped += 1;
      }
    }
    if (failed === 0 && reason !== "passed") failed = 1; // stopped, or failed outside every test
    if (skipped > 0) console.log(`${skipped} skipped, each by name above`);
    console.log(`${passed} passed, ${failed} failed`);
  }
}
