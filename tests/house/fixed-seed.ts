import fc from "fast-check";

/** Every run of the suite draws the same cases, so that a failure is the change's and not the day's. */
fc.configureGlobal({ seed: 20_261_122 });
