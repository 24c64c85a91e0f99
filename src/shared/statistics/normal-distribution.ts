/**
 * 1 - erf(x), for any x, relative error about 1e-13. Kummer's series of erf where |x| < 2, the continued fraction of erfc
 * by Lentz's method beyond (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14).
 */
export function errorFunctionComplement(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (x < 0) return 2 - errorFunctionComplement(-x)
  if (x === Infinity) return 0
  return x < 2 ? 1 - errorFunctionSeries(x) : complementFraction(x)
}

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (2n+1)!!: all terms are positive, so nothing cancels. */
function errorFunctionSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)) * sum
}

/** erfc(x) = exp(-x^2)/sqrt(pi) / (x + (1/2)/(x + (2/2)/(x + ...))), for x >= 2. */
function complementFraction(x: number): number {
  let value = x
  let c = x
  let d = 0
  for (let n = 1; n <= 500; n++) {
    const a = n / 2
    d = 1 / (x + a * d)
    c = x + a / c
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * value)
}

/** P(Z <= z) of the standard normal distribution. */
export const normalCdf = (z: number): number => 0.5 * errorFunctionComplement(-z / Math.SQRT2)

/** P(|Z| >= |z|) of the standard normal distribution. */
export const normalTwoSided = (z: number): number => Math.min(1, errorFunctionComplement(Math.abs(z) / Math.SQRT2))

const middle = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
}
const tail = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
}
const farTail = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
}

/** The coefficients of the three parts of normalQuantile, for whoever writes it down in another language. */
export const normalQuantileParts = { middle, tail, farTail }

/**
 * The z with P(Z <= z) = p; -Infinity at 0 and Infinity at 1, NaN outside [0, 1]. Relative error about 1e-16.
 * (Wichura 1988, algorithm AS 241, PPND16.)
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(middle, 0.180625 - q * q)
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const z = r <= 5 ? ratio(tail, r - 1.6) : ratio(farTail, r - 5)
  return q < 0 ? -z : z
}

const ratio = (of: typeof middle, x: number): number => polynomial(of.above, x) / polynomial(of.below, x)

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)
