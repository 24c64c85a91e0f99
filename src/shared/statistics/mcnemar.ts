import { binomialCdf } from './binomial-distribution'

/**
 * McNemar's exact test. onlyA, onlyB: rows that only A / only B gets right. Two-sided p in [0, 1]; 1 when they disagree on no row.
 * Conservative: under no difference it rejects at most as often as it says. (McNemar 1947; exact binomial form.)
 */
export function mcnemarExact(onlyA: number, onlyB: number): number {
  return Math.min(1, 2 * binomialCdf(Math.min(onlyA, onlyB), onlyA + onlyB, 0.5))
}
