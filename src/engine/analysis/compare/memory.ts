import type { MeasuredValues } from './metric-values'
import type { Outcomes } from './outcomes'
import type { RunFolder } from './read-scored-run'
import type { PairWork } from './pair-tests'

/** What was worked out before, by a key that changes with the files it came from. What was used longest ago is forgotten first. */
export class Remembered<Value> {
  private readonly kept = new Map<string, Value>()

  constructor(private readonly most: number) {}

  has(key: string): boolean {
    return this.kept.has(key)
  }

  get(key: string, make: () => Value): Value {
    const known = this.kept.get(key)
    const value = known === undefined ? make() : known
    this.kept.delete(key)
    this.kept.set(key, value)
    if (this.kept.size > this.most) {
      const oldest = this.kept.keys().next().value
      if (oldest !== undefined) this.kept.delete(oldest)
    }
    return value
  }
}

/** All that comparisons remember between requests: with another baseline, or one run more, little is left to do. */
export class CompareMemory {
  readonly folders = new Remembered<RunFolder>(200)
  /** 0.4 MB each at 18,000 rows. */
  readonly outcomes = new Remembered<Outcomes>(60)
  readonly measured = new Remembered<MeasuredValues>(200)
  readonly pairs = new Remembered<PairWork>(200)
  readonly means = new Remembered<ReadonlyMap<string, number>>(50)
}
