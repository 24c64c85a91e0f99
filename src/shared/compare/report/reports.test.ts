import { describe, expect, it } from 'vitest'
import { comparison } from '../fixtures/comparison'
import { axis } from './axis'
import { comparisonPicture } from './comparison-picture'
import { csvReport } from './csv-report'
import { htmlReport } from './html-report'
import { markdownReport } from './markdown-report'
import type { ReportInput } from './report-input'

const curve = (run: string, values: readonly number[]) => {
  const column = (of: (i: number) => number) => Float64Array.from(values, (_, i) => of(i))
  return {
    run,
    epoch: column((i) => i + 1),
    step: column((i) => 10 * (i + 1)),
    samples: column((i) => 700 * (i + 1)),
    ms: column((i) => 640 * (i + 1)),
    training: { loss: column(() => 2) },
    validation: { loss: column(() => 2.1), accuracy: Float64Array.from(values) },
  }
}
const input: ReportInput = {
  comparison,
  madeAt: '2026-08-11T12:30:00.000Z',
  curves: [curve('r-20260811-120000-aaaaa', [0.2, 0.3, 0.31]), curve('r-20260811-120000-bbbbb', [0.25, 0.32, 0.33])],
}
const guarded: ReportInput = {
  madeAt: input.madeAt,
  comparison: {
    ...comparison,
    comparable: false,
    reasons: [{ kind: 'split', runs: ['r-20260811-120000-bbbbb'], message: 'The split differs.', advice: 'Retrain it.', remedy: null }],
    pairs: [],
  },
}

describe('htmlReport', () => {
  const html = htmlReport(input)

  it('needs nothing outside itself and runs nothing', () => {
    expect(html.replace(/http:\/\/www\.w3\.org\/2000\/svg/g, '')).not.toMatch(/https?:|src=|url\(|@import|<script|<link/)
    expect(html).toContain("default-src 'none'")
  })

  it('shows what people typed as text', () => {
    expect(html).not.toContain('<b>wide')
    expect(html).toContain('=&lt;b&gt;wide&lt;/b&gt; | &quot;2&quot;')
  })

  it('closes every element that it opens', () => {
    const open: string[] = []
    for (const [, close, name = ''] of html.replace(/<style>[\s\S]*?<\/style>|<meta[^>]*>|<!doctype html>/g, '').matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (close === '') open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  it('says the verdict, the test rows, the interval and how large a difference would have shown', () => {
    for (const text of ['better', 'test rows', '+1.00 to +3.00 points', '1.20 points', 'McNemar&#39;s exact test', 'Mean of their scores']) expect(html).toContain(text)
  })

  it('gives each chart a name and each table a caption', () => {
    expect(html.match(/<svg[^>]*role="img"/g)?.length).toBe(html.match(/role="img" aria-label="[^"]{10,}"/g)?.length)
    expect(html.match(/<figure>/g)?.length).toBe(5)
    expect(html.match(/<table>/g)?.length).toBe(html.match(/<caption>[^<]/g)?.length)
  })

  it('ranks nothing that cannot be compared', () => {
    const other = htmlReport(guarded)
    expect(other).toContain('nothing is ranked')
    expect(other).toContain('The split differs. Retrain it.')
    expect(other).not.toContain('Is it real?')
  })
})

describe('markdownReport', () => {
  const markdown = markdownReport(input)

  it('has tables with as many cells in each row', () => {
    const blocks = markdown.split('\n\n').filter((block) => block.startsWith('|'))
    expect(blocks.length).toBeGreaterThan(3)
    for (const block of blocks) {
      const widths = block.trimEnd().split('\n').map((line) => line.replace(/\\\|/g, '').split('|').length)
      expect(new Set(widths).size).toBe(1)
    }
  })

  it('lets no name act as markup', () => {
    expect(markdown).toContain('=\\<b\\>wide\\</b\\> \\| "2"')
    expect(markdown).not.toMatch(/[^\\]<b>/)
  })

  it('says why nothing is ranked', () => {
    expect(markdownReport(guarded)).toContain('- The split differs. Retrain it.')
  })
})

describe('repeats in reports', () => {
  const runs = comparison.runs.map(({ id }) => id)
  const repeated: ReportInput = {
    ...input,
    comparison: {
      ...comparison,
      repeats: [{ runs, name: 'small', metrics: [{ metric: 'accuracy', mean: 0.32, standardDeviation: 0.014, interval: null }], perClass: [{ name: 'j-pop', mean: 0.4, standardDeviation: 0.1 }, { name: '<script>', mean: null, standardDeviation: null }] }],
    },
  }

  it('show a band of the curves and the spread by class', () => {
    const html = htmlReport(repeated)
    expect(html.match(/<polygon[^>]*band/g)?.length).toBe(2)
    for (const text of ['40.0 % ± 10.00 points', '&lt;script&gt;', 'F1 by class over the repeats']) expect(html).toContain(text)
    expect(markdownReport(repeated)).toContain('| j-pop | 40.0 % ± 10.00 points |')
  })

  it('show the interval of the mean, and the tests over the runs of each setting', () => {
    const group = (name: string, mean: number) => ({ runs, name, metrics: [{ metric: 'accuracy', mean, standardDeviation: 0.014, interval: [mean - 0.02, mean + 0.02] as [number, number] }], perClass: [] })
    const test = { ...(comparison.pairs[0]?.tests[0] as (typeof comparison.pairs)[number]['tests'][number]), test: 'paired-t' as const, verdict: 'cannot tell' as const, p: 0.03, adjustedP: 0.06 }
    const two: ReportInput = { ...input, comparison: { ...comparison, repeats: [group('small', 0.32), group('wide', 0.34)], settings: [{ a: 0, b: 1, tests: [test], sentence: 'Accuracy +1.00 points, p = 0.060.' }] } }
    const html = htmlReport(two)
    for (const text of ['32.0–36.0 %', 'wide against small', 'paired t-test', 'Accuracy +1.00\u00a0points, p\u00a0=\u00a00.060.']) expect(html).toContain(text)
    expect(markdownReport(two)).toContain('| wide against small | Accuracy |')
  })

  it('put the chosen pair in the picture', () => {
    const [pair] = comparison.pairs
    if (pair === undefined) throw new Error('The fixture has a pair.')
    const two: ReportInput = { ...input, comparison: { ...comparison, pairs: [pair, { ...pair, b: 'other', where: null }] } }
    expect(comparisonPicture(two).svg).toContain('F1 by class')
    expect(comparisonPicture(two, 'other').svg).not.toContain('F1 by class')
  })
})

describe('csvReport', () => {
  const lines = csvReport(input).trimEnd().split('\r\n')

  it('has a line for each metric of each run, each test and each setting that differs', () => {
    expect(lines.map((line) => line.split(',')[0])).toEqual(['kind', 'metric', 'metric', 'metric', 'size', 'size', 'test', 'setting', 'setting'])
    expect(lines[1]).toBe('metric,test,r-20260811-120000-aaaaa,small,r-20260811-120000-aaaaa,accuracy,0.31,0.3,0.32,,,,,,wilson')
  })

  it('quotes, and lets no spreadsheet take a name for a formula', () => {
    expect(lines[2]).toContain(`"'=<b>wide</b> | ""2"""`)
    const differences = input.comparison.differences.slice(0, 1).map((one) => ({ ...one, path: 'p', texts: ['-0.5', ' -cmd'] }))
    const settings = csvReport({ ...input, comparison: { ...input.comparison, differences } }).split('\r\n').filter((line) => line.startsWith('setting,'))
    // As in every table: a number stays one, and blanks around a text are quoted.
    expect(settings.map((line) => line.replace(/^.*?,p,/, '').replace(/,+$/, ''))).toEqual(['-0.5', '" -cmd"'])
  })

  it('names what cannot be compared', () => {
    expect(csvReport(guarded)).toContain('not comparable,test,r-20260811-120000-bbbbb')
  })
})

describe('axis', () => {
  it('has round ticks around the values', () => {
    expect(axis(0.3, 4.7, 0, 100).ticks).toEqual([0, 1, 2, 3, 4, 5])
    expect(axis(-0.21, 0.34, 0, 1).ticks).toEqual([-0.4, -0.2, 0, 0.2, 0.4])
  })

  it('does with a single value', () => {
    const { ticks, at } = axis(2, 2, 0, 10)
    expect(ticks.length).toBeGreaterThan(1)
    expect(at(2)).toBeCloseTo(5, 9)
  })
})
