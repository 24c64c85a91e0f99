import { describe, expect, it } from 'vitest'
import { modelSentence, settingSentence, verdictOf, withVerdicts } from './verdict'
import type { RawTest } from './verdict'

const raw = (metric: string, difference: number, p: number): RawTest => ({
  metric,
  test: 'paired-bootstrap',
  difference,
  interval: [difference - 0.01, difference + 0.01],
  intervalMethod: 'bca',
  p,
  detectable: 0.012,
})

describe('verdictOf', () => {
  it('is of b against a, and knows which way is better', () => {
    expect(verdictOf('accuracy', 0.02, 0.01)).toBe('better')
    expect(verdictOf('accuracy', -0.02, 0.01)).toBe('worse')
    expect(verdictOf('logLoss', -0.02, 0.01)).toBe('better')
    expect(verdictOf('rmse', 0.02, 0.01)).toBe('worse')
  })

  it('cannot tell from the level on, without a difference, or without a p', () => {
    expect(verdictOf('accuracy', 0.02, 0.05)).toBe('cannot tell')
    expect(verdictOf('accuracy', 0, 0)).toBe('cannot tell')
    expect(verdictOf('accuracy', 0.02, NaN)).toBe('cannot tell')
  })
})

describe('withVerdicts', () => {
  it('corrects over pairs, metric by metric', () => {
    const [first, second] = withVerdicts([
      [raw('accuracy', 0.02, 0.03), raw('logLoss', -0.1, 0.03)],
      [raw('accuracy', 0.01, 0.04)],
    ])
    expect(first?.map(({ adjustedP, verdict }) => [adjustedP, verdict])).toEqual([
      [0.06, 'cannot tell'],
      [0.03, 'better'],
    ])
    expect(second?.[0]?.adjustedP).toBe(0.06)
  })

  it('leaves a single pair as it is', () => {
    expect(withVerdicts([[raw('accuracy', 0.02, 0.03)]])[0]?.[0]).toMatchObject({ adjustedP: 0.03, verdict: 'better' })
  })
})

describe('the sentences', () => {
  const [[better, unsure] = []] = withVerdicts([[raw('accuracy', 0.02, 0.0001), raw('macroF1', 0.002, 0.4)]])

  it('speak of models where there is one run each', () => {
    expect(better && modelSentence('small', 'wide', better)).toBe(
      'The model of wide is better than that of small on these rows: Accuracy +2.00 points, 95 % interval +1.00 to +3.00 points, p < 0.001.',
    )
  })

  it('say where p was corrected, which an interval of the pair by itself knows nothing of', () => {
    const [[one] = []] = withVerdicts([[raw('accuracy', 0.02, 0.03)], [raw('accuracy', 0.01, 0.2)]])
    expect(one && modelSentence('small', 'wide', one)).toContain('p = 0.060 (corrected for several pairs).')
  })

  it('speak of settings where there are repeats', () => {
    expect(better && settingSentence('small', 'wide', better, [3, 3])).toContain('The setting of wide is better than that of small over 3 runs each:')
  })

  it('say how large a difference would have shown where they cannot tell', () => {
    expect(unsure && modelSentence('small', 'wide', unsure)).toBe(
      'Whether the model of wide is better than that of small cannot be told on these rows: Macro F1 +0.20 points, 95 % interval −0.80 to +1.20 points, p = 0.40. ' +
        'A difference of 1.20 points would have shown four times out of five.',
    )
  })
})
