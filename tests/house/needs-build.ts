import { inject } from "vitest";

// Loaded before each test file that reads dist: without a build there is nothing to test.
const fault = inject("buildFault");
if (fault !== "") throw new Error(`the build failed:\n${fault}`);
