import { aaveV36 } from "./aave-releases.js";
import { describeAave } from "./aave-suite.js";

describeAave(aaveV36({ states: 300, seed: 20_231_116 }, null));
