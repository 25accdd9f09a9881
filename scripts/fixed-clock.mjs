// Preloaded while examples of the documentation run: what they print of an age must not change from day to day.
const NOW_MS = Date.UTC(2026, 10, 22, 12);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(NOW_MS);
    else super(...args);
  }

  static now() {
    return NOW_MS;
  }
};
