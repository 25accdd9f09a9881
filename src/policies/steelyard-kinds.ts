import type { PolicyKind } from "./kind.js";
import { insistedKind } from "./steelyard-hold.js";
import { protectKind } from "./steelyard-protect.js";
import { steelyardKind } from "./steelyard.js";

/** Our own policies by name: the whole decision, protection without advice, and a leverage that the holder insists on. */
export const steelyardKinds: readonly PolicyKind[] = [steelyardKind, protectKind, insistedKind];
