/** When and how to adjust: ours, and the policies that people use today. Each is `adjust(view) -> action`. */
export * from "./view.js";
export * from "./policy.js";
export * from "./kind.js";
export * from "./hold.js";
export * from "./band.js";
export * from "./registry.js";
