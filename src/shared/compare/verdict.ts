import type { MetricTest, Verdict } from './comparison'
import { holm } from '../statistics/holm'
import { metricFacts } from './metric-facts'
import { differenceText, pText, testIntervalText } from './number-words'

/** The chance of a wrong "better" or "worse" among all pairs of a comparison, where there is no difference at all. */
export const verdictLevel = 0.05

/** Of b against a, by the difference b - a and its corrected p. */
export function verdictOf(metric: string, difference: number, adjustedP: number): Verdict {
  if (!(adjustedP < verdictLevel) || difference === 0) return 'cannot tell'
  return difference > 0 === metricFacts(metric).higherIsBetter ? 'better' : 'worse'
}

/** A test before correction and verdict. */
export type RawTest = Omit<MetricTest, 'adjustedP' | 'verdict'>

/**
 * Corrects the tests of all pairs for there being several pairs (Holm), metric by metric, and gives each its verdict.
 * tests[i]: those of pair i; not every pair needs every metric.
 */
export function withVerdicts(tests: readonly (readonly RawTest[])[]): MetricTest[][] {
  const metrics = [...new Set(tests.flatMap((pair) => pair.map((test) => test.metric)))]
  const adjusted = new Map<RawTest, number>()
  for (const metric of metrics) {
    const family = tests.flatMap((pair) => pair.filter((test) => test.metric === metric))
    holm(family.map((test) => test.p)).forEach((p, i) => {
      const test = family[i]
      if (test !== undefined) adjusted.set(test, p)
    })
  }
  return tests.map((pair) =>
    pair.map((test) => {
      const adjustedP = adjusted.get(test) ?? test.p
      return { ...test, adjustedP, verdict: verdictOf(test.metric, test.difference, adjustedP) }
    }),
  )
}

/** What one run each says: it is about two models. More seeds are needed to speak of settings. */
export function modelSentence(a: string, b: string, test: MetricTest): string {
  return sentence(`The model of ${b}`, `that of ${a}`, test, 'on these rows')
}

/** What repeats say: it is about two settings. */
export function settingSentence(a: string, b: string, test: MetricTest, repeats: readonly [number, number]): string {
  const runs = repeats[0] === repeats[1] ? `${repeats[0]} runs each` : `${repeats[0]} and ${repeats[1]} runs`
  return sentence(`The setting of ${b}`, `that of ${a}`, test, `over ${runs}`)
}

function sentence(b: string, a: string, test: MetricTest, over: string): string {
  const { label } = metricFacts(test.metric)
  const numbers = [
    `${label} ${differenceText(test.metric, test.difference)}`,
    test.interval === null ? testIntervalText(test) : `95 % interval ${testIntervalText(test)}`,
    // Its interval is of the pair by itself: without the word, one that leaves out 0 would contradict the verdict.
    `p ${pText(test.adjustedP)}${test.adjustedP > test.p ? ' (corrected for several pairs)' : ''}`,
  ].join(', ')
  if (test.verdict !== 'cannot tell') return `${b} is ${test.verdict} than ${a} ${over}: ${numbers}.`
  const reach =
    test.detectable === null ? '' : ` A difference of ${differenceText(test.metric, test.detectable, false)} would have shown four times out of five.`
  return `Whether ${b.replace(/^The/, 'the')} is better than ${a} cannot be told ${over}: ${numbers}.${reach}`
}
