import { aaveV302 } from "./aave-releases.js";
import { describeAave } from "./aave-suite.js";

describeAave(aaveV302({ states: 300, seed: 20_231_115 }));
