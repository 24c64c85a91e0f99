import type { PairComparison } from '@shared/compare/comparison'
import { CrossfadeError } from '@shared/errors'
import { modelSentence, withVerdicts } from '@shared/compare/verdict'
import type { RawTest } from '@shared/compare/verdict'
import { classLossTests, classTests } from './class-tests'
import type { Resampling } from './class-tests'
import type { RunAtGlance } from './load-run'
import { numberLossTests, numberTests } from './number-tests'
import type { Outcomes } from './outcomes'
import { pairWhere } from './pair-where'
import type { Units } from './units'

/** A pair before its p values are corrected for the other pairs. */
export interface PairWork {
  readonly tests: readonly RawTest[]
  readonly rest: Pick<PairComparison, 'rows' | 'unit' | 'units' | 'lossTests' | 'where'>
}

/** All tests of b against a, on the same rows. names: of the classes. */
export function testPair(ofA: Outcomes, ofB: Outcomes, names: readonly string[], units: Units, resampling: Resampling): PairWork {
  const rest = { rows: ofA.labels.length, unit: units.unit, units: units.count }
  if (ofA.kind === 'classes' && ofB.kind === 'classes') {
    return {
      tests: classTests(ofA, ofB, units, resampling),
      rest: { ...rest, lossTests: classLossTests(ofA, ofB, units), where: pairWhere(ofA, ofB, names) },
    }
  }
  if (ofA.kind === 'numbers' && ofB.kind === 'numbers') {
    return { tests: numberTests(ofA, ofB, units, resampling).tests, rest: { ...rest, lossTests: numberLossTests(ofA, ofB, units), where: null } }
  }
  throw new CrossfadeError('internal', 'Two runs of one task have scores of one kind.')
}

/** The pairs of the baseline with the others, corrected together, with verdicts. */
export function finishPairs(baseline: RunAtGlance, pairs: readonly { readonly b: RunAtGlance; readonly work: PairWork }[]): readonly PairComparison[] {
  const verdicts = withVerdicts(pairs.map(({ work }) => work.tests))
  return pairs.flatMap(({ b, work: { rest } }, i) => {
    const tests = verdicts[i] ?? []
    const [head] = tests
    return head === undefined ? [] : [{ ...rest, ...head, a: baseline.head.id, b: b.head.id, tests, sentence: modelSentence(baseline.head.name, b.head.name, head) }]
  })
}
