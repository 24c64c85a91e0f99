import { assertNever } from '@shared/assert-never'
import type { NumberOperation } from '@shared/recipe/pipeline'
import type { DatePart } from '@shared/recipe/recipe'
import { normalQuantileParts } from '@shared/statistics/normal-distribution'
import type { OnnxGraph, Value } from './graph'

/** The fitted operations on columns of numbers as nodes, in double precision: [rows, 1] to [rows, 1], NaN where missing. */
export class NumberNodes {
  constructor(private readonly graph: OnnxGraph) {}

  constant = (value: number): Value => this.graph.doubles([value])
  add = (a: Value, b: Value): Value => this.graph.op('Add', [a, b])
  sub = (a: Value, b: Value): Value => this.graph.op('Sub', [a, b])
  mul = (a: Value, b: Value): Value => this.graph.op('Mul', [a, b])
  div = (a: Value, b: Value): Value => this.graph.op('Div', [a, b])
  floor = (a: Value): Value => this.graph.op('Floor', [a])
  where = (condition: Value, yes: Value, no: Value): Value => this.graph.op('Where', [condition, yes, no])
  less = (a: Value, b: Value): Value => this.graph.op('Less', [a, b])
  isMissing = (a: Value): Value => this.graph.op('IsNaN', [a])
  toDouble = (a: Value): Value => this.graph.op('Cast', [a], [['to', { kind: 'int', value: 11 }]])

  apply(x: Value, operation: NumberOperation): Value {
    switch (operation.kind) {
      case 'fill':
        return this.where(this.isMissing(x), this.constant(operation.value), x)
      case 'clip': {
        // Comparisons are false for NaN, which stays.
        const [low, high] = [this.constant(operation.low), this.constant(operation.high)]
        const raised = this.where(this.less(x, low), low, x)
        return this.where(this.less(high, raised), high, raised)
      }
      case 'linear':
        return this.div(this.sub(x, this.constant(operation.shift)), this.constant(operation.scale))
      case 'log1p': {
        // log(1 + a), mended by what 1 + a lost in rounding.
        const a = this.graph.op('Abs', [x])
        const u = this.add(a, this.constant(1))
        const lost = this.div(this.sub(this.sub(u, this.constant(1)), a), u)
        return this.mul(this.graph.op('Sign', [x]), this.sub(this.graph.op('Log', [u]), lost))
      }
      case 'rank-normal':
        return this.rankNormal(x, operation.knots)
      default:
        return assertNever(operation)
    }
  }

  /** Seconds since 1970 to a part of the date, UTC. Year, month and day by days_from_civil turned round (Hinnant 2013). */
  datePart(seconds: Value, part: DatePart): Value {
    const c = this.constant
    const over = (a: Value, b: number): Value => this.floor(this.div(a, c(b)))
    if (part === 'time') return seconds
    const days = over(seconds, 86_400)
    if (part === 'hour') return over(this.sub(seconds, this.mul(days, c(86_400))), 3600)
    if (part === 'weekday') return this.remainder(this.add(days, c(3)), 7)
    const shifted = this.add(days, c(719_468))
    const era = over(shifted, 146_097)
    const day = this.sub(shifted, this.mul(era, c(146_097)))
    const leaps = this.sub(this.add(this.sub(day, over(day, 1460)), over(day, 36_524)), over(day, 146_096))
    const year = over(leaps, 365)
    const dayOfYear = this.sub(day, this.sub(this.add(this.mul(year, c(365)), over(year, 4)), over(year, 100)))
    const march = over(this.add(this.mul(dayOfYear, c(5)), c(2)), 153)
    if (part === 'day') return this.add(this.sub(dayOfYear, over(this.add(this.mul(march, c(153)), c(2)), 5)), c(1))
    const early = this.less(march, c(10))
    const month = this.where(early, this.add(march, c(3)), this.sub(march, c(9)))
    if (part === 'month') return month
    const inYear = this.add(year, this.mul(era, c(400)))
    return this.where(this.less(month, c(3)), this.add(inYear, c(1)), inYear)
  }

  private remainder(a: Value, by: number): Value {
    return this.sub(a, this.mul(this.floor(this.div(a, this.constant(by))), this.constant(by)))
  }

  private rankNormal(x: Value, knots: readonly number[]): Value {
    const steps = knots.length - 1
    const zero = this.mul(x, this.constant(0))
    if (steps === 0) return zero
    const row = this.graph.doubles(knots, [1, knots.length])
    const column = this.graph.doubles(knots, [knots.length])
    // The rank from below goes by how many knots are at most x, that from above by how many are less.
    const ranks = [this.graph.op('LessOrEqual', [row, x]), this.less(row, x)].map((compared) => {
      const count = this.graph.op('ReduceSum', [this.toDouble(compared), this.graph.integers([1], [1])], [['keepdims', { kind: 'int', value: 1 }]])
      const place = this.sub(count, this.constant(1))
      const inside = this.apply(place, { kind: 'clip', low: 0, high: steps - 1 })
      const low = this.gather(column, inside)
      const high = this.gather(column, this.add(inside, this.constant(1)))
      const between = this.add(inside, this.div(this.sub(x, low), this.sub(high, low)))
      const above = this.where(this.less(this.constant(steps + 0.5), count), this.constant(steps), between)
      return this.where(this.less(count, this.constant(0.5)), this.constant(0), above)
    })
    const rank = this.div(this.add(ranks[0] ?? zero, ranks[1] ?? zero), this.constant(2 * steps))
    const normal = this.normalQuantile(this.apply(rank, { kind: 'clip', low: 1e-7, high: 1 - 1e-7 }))
    return this.where(this.isMissing(x), x, normal)
  }

  private gather(values: Value, place: Value): Value {
    return this.graph.op('Gather', [values, this.graph.op('Cast', [place], [['to', { kind: 'int', value: 7 }]])])
  }

  /** Wichura 1988, AS 241, as in src/shared/statistics; p in (0, 1). */
  private normalQuantile(p: Value): Value {
    const { middle, tail, farTail } = normalQuantileParts
    const ratio = ({ above, below }: typeof middle, x: Value) => this.div(this.polynomial(above, x), this.polynomial(below, x))
    const q = this.sub(p, this.constant(0.5))
    const central = this.mul(q, ratio(middle, this.sub(this.constant(0.180625), this.mul(q, q))))
    const negative = this.less(q, this.constant(0))
    const smaller = this.where(negative, p, this.sub(this.constant(1), p))
    const r = this.graph.op('Sqrt', [this.graph.op('Neg', [this.graph.op('Log', [smaller])])])
    const near = ratio(tail, this.sub(r, this.constant(1.6)))
    const far = ratio(farTail, this.sub(r, this.constant(5)))
    const outer = this.where(this.less(this.constant(5), r), far, near)
    const signed = this.where(negative, this.graph.op('Neg', [outer]), outer)
    return this.where(this.less(this.constant(0.425), this.graph.op('Abs', [q])), signed, central)
  }

  private polynomial(coefficients: readonly number[], x: Value): Value {
    return coefficients.slice(0, -1).reduceRight<Value>((sum, coefficient) => this.add(this.mul(sum, x), this.constant(coefficient)), this.constant(coefficients[coefficients.length - 1] ?? 0))
  }
}
