/** B(2k) / (2k (2k - 1)) of the Bernoulli numbers: Stirling's series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156]
const halfLogTwoPi = Math.log(2 * Math.PI) / 2

/** Sum of Stirling's series for x >= 15, where seven terms are exact to the last bit. */
const stirlingSum = (x: number): number => stirling.reduceRight((sum, term) => sum / (x * x) + term, 0) / x

/** ln Gamma(x) for x > 0, relative error about 1e-15. (Stirling's series; Abramowitz & Stegun 1964, 6.1.41.) */
export function logGamma(x: number): number {
  let shift = 1
  let y = x
  while (y < 15) {
    shift *= y
    y += 1
  }
  return (y - 0.5) * Math.log(y) - y + halfLogTwoPi + stirlingSum(y) - Math.log(shift)
}

/** ln(n!) less Stirling's approximation of it, for whole n >= 0: what Loader's form of the binomial needs. */
export function stirlingError(n: number): number {
  if (n >= 15) return stirlingSum(n)
  if (n === 0) return Infinity
  let factorial = 1
  for (let i = 2; i <= n; i++) factorial *= i
  return Math.log(factorial) - ((n + 0.5) * Math.log(n) - n + halfLogTwoPi)
}
