/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** re + i im; a real number where `im` is left out. */
export const complex = (re: number, im = 0): Complex => ({ re, im });

/** a + b. */
export const plus = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });

/** a - b. */
export const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });

/** a b. */
export const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

/** factor a, the factor being real. */
export const scaled = (a: Complex, factor: number): Complex => ({ re: a.re * factor, im: a.im * factor });

/** a / b, by Smith's rule (1962): no overflow where |b|² leaves the range of a double. Not a number where b is 0. */
export function over(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const size = b.re + b.im * ratio;
    return { re: (a.re + a.im * ratio) / size, im: (a.im - a.re * ratio) / size };
  }
  const ratio = b.re / b.im;
  const size = b.re * ratio + b.im;
  return { re: (a.re * ratio + a.im) / size, im: (a.im * ratio - a.re) / size };
}

/** |a|. */
export const modulus = (a: Complex): number => Math.hypot(a.re, a.im);

/** Square root of a with a real part of 0 or above; on the negative axis the one with the sign of the imaginary zero. */
export function complexSqrt(a: Complex): Complex {
  const size = modulus(a);
  if (size === 0) return { re: 0, im: a.im };
  const larger = Math.sqrt((size + Math.abs(a.re)) / 2);
  const smaller = Math.abs(a.im) / (2 * larger);
  const im = a.re >= 0 ? smaller : larger;
  return { re: a.re >= 0 ? larger : smaller, im: a.im < 0 || Object.is(a.im, -0) ? -im : im };
}

/** e to the power a. */
export function complexExp(a: Complex): Complex {
  const size = Math.exp(a.re);
  return { re: size * Math.cos(a.im), im: size * Math.sin(a.im) };
}
