import { describeMorpho } from "./morpho-suite.js";

describeMorpho(300, 20_231_114);
