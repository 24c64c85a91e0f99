import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { verdicts } from './comparison'
import { metricFacts } from './metric-facts'
import { testText } from './number-words'
import { verdictLevel } from './verdict'

const page = readFileSync('docs/comparing-runs.md', 'utf8').replace(/\s+/g, ' ')
const verb = readFileSync('src/cli/commands/compare.ts', 'utf8')
const screen = ['CompareScreen', 'VerdictTable', 'MetricTable', 'GuardBanner'].map((name) => readFileSync(`src/renderer/src/screens/compare/${name}.vue`, 'utf8')).join('\n')

describe('docs/comparing-runs.md', () => {
  it('tells what each verdict means, at the level that verdicts have', () => {
    for (const word of verdicts) expect(page).toContain(`\`${word}\``)
    expect(page).toContain(`a corrected p below ${verdictLevel}`)
  })

  it('names every test', () => {
    for (const test of ['mcnemar-exact', 'paired-bootstrap', 'paired-t', 'wilcoxon-signed-rank', 'welch-t', 'corrected-resampled-t'] as const) {
      expect(page.toLowerCase()).toContain(testText(test).toLowerCase().replace(' test', '').replace('wilcoxon signed', "wilcoxon's signed").replace(/-$/, ''))
    }
  })

  it('names every metric that has a test', () => {
    for (const metric of ['accuracy', 'macroF1', 'balancedAccuracy', 'auc', 'logLoss']) expect(page.toLowerCase()).toContain(metricFacts(metric).label.toLowerCase())
  })

  it('names only flags that the verb has', () => {
    const flags = [...page.matchAll(/crossfade compare[^`]*?(--[a-z-]+)/g)].map(([, flag = '']) => flag.slice(2))
    expect(flags.length).toBeGreaterThan(0)
    for (const flag of [...flags, 'save-config', 'key', 'html', 'csv', 'markdown']) expect(verb).toContain(`name: '${flag}'`)
  })

  it('uses the words of the screen', () => {
    for (const words of ['Keep as a run', 'Copy as config', 'Save config…', 'Open config…', 'Repeat over', 'Retrain']) {
      expect(page).toContain(words)
      expect(screen).toContain(words)
    }
  })

  it('gives the resamples and the seed that comparisons draw with', () => {
    const service = readFileSync('src/core/compare/compare-service.ts', 'utf8')
    expect(service).toContain('resamples: 10_000, seed: 42')
    expect(page).toContain('10,000 resamples with seed 42')
  })
})
