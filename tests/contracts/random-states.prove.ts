import { aaveV302, aaveV36 } from "./aave-releases.js";
import { describeAave } from "./aave-suite.js";
import { describeMorpho } from "./morpho-suite.js";

// Ten times the states of `npm test`, others than there, and release 3.6 compiled as it is released.
describeAave(aaveV302({ states: 3_000, seed: 7 }));
describeAave(aaveV36({ states: 3_000, seed: 8 }, 200));
describeMorpho(3_000, 9);
