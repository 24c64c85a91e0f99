// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Audit, Finding } from '@shared/dataset/audit'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { Recipe } from '@shared/recipe/recipe'
import { useAuditStore } from './audit'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { rowQuestion } from './row-question'

const column = (name: string, position: number, type: 'number' | 'category', distinct: number) => ({
  name, position, type, missing: 0, distinct, min: 0, max: 10, mean: 5, std: 1, quantiles: null, histogram: null, top: [],
})
const dataset: DatasetRecord = {
  version: 1, id: 'd-0123456789ab', name: 'wine.csv', path: '/data/wine.csv', sha256: 'a'.repeat(64), bytes: 1000, modified: '2026-11-23T03:00:00Z',
  synthetic: false, reading: { format: 'csv' }, rows: 1000, rejectedRows: 0, rejected: [],
  columns: [column('acid', 0, 'number', 800), column('sugar', 1, 'number', 700), column('colour', 2, 'category', 2)], openedAt: '2026-11-23T03:00:00Z',
}
const duplicates: Finding = {
  kind: 'duplicates', column: null, harm: 0.2, sentence: '200 rows repeat an earlier one exactly.', evidenceRows: 400,
  remedy: { kind: 'add-row-step', label: 'Drop exact duplicates', step: { kind: 'drop-duplicates' } },
}

/** What a bridge would answer: duplicates until the recipe drops them. */
function auditOf(recipe: Recipe): Audit {
  const dropped = recipe.rows.some((step) => step.kind === 'drop-duplicates')
  return {
    rows: 1000, target: recipe.target, features: recipe.columns.features, duplicates: { rows: 200, groups: 200 }, conflicts: { rows: 0, ceilingAccuracy: 1, ceilingR2: null },
    twins: { testRows: 0, share: 0 }, sortedByTarget: false, suspicious: [], groups: [], findings: dropped ? [] : [duplicates], ms: 1,
  }
}

let asked: Recipe[]
function opened() {
  asked = []
  Object.assign(window, {
    crossfade: {
      auditDataset: ({ recipe }: { recipe: Recipe }) => {
        asked.push(recipe)
        return Promise.resolve({ ok: true, value: auditOf(recipe) })
      },
    },
  })
  const datasets = useDatasetsStore()
  datasets.all = [dataset]
  datasets.choose(dataset.id)
  return { audit: useAuditStore(), design: useDesignStore() }
}

describe('the audit', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('edits the recipe as a finding advises, and takes it back by the one undo that there is', async () => {
    const { audit, design } = opened()
    const before = design.draft?.recipe
    await audit.run()
    expect(audit.findings).toEqual([duplicates])
    if (duplicates.remedy !== null) audit.remedy(duplicates.remedy)
    expect(design.draft?.recipe.rows).toContainEqual({ kind: 'drop-duplicates' })
    await audit.run()
    expect([audit.findings, audit.undoable]).toEqual([[], true])
    audit.undoRemedy()
    expect(design.draft?.recipe).toBe(before)
    expect([design.canUndo, design.canRedo, audit.undoable]).toEqual([false, true, false])
  })

  it('offers no undo of a remedy once something else was changed', async () => {
    const { audit, design } = opened()
    if (duplicates.remedy !== null) audit.remedy(duplicates.remedy)
    expect(audit.undoable).toBe(true)
    design.changeTraining({ learningRate: 0.01 })
    expect(audit.undoable).toBe(false)
    audit.undoRemedy()
    expect(design.draft?.training.learningRate).toBe(0.01)
    expect(design.draft?.recipe.rows).toContainEqual({ kind: 'drop-duplicates' })
  })

  it('asks again for what changes the rows, and not for how numbers are scaled', async () => {
    const { audit, design } = opened()
    await audit.run()
    design.changeRecipe({ steps: [] })
    await audit.run()
    expect(asked).toHaveLength(1)
    design.changeRecipe({ split: { method: 'random', validation: 0.1, test: 0.3, seed: 1 } })
    await audit.run()
    expect(asked).toHaveLength(2)
    expect(rowQuestion('d', asked[0] as Recipe)).not.toBe(rowQuestion('d', asked[1] as Recipe))
  })

  it('does not leave out the last feature', async () => {
    const { audit, design } = opened()
    design.changeRecipe({ columns: { features: ['acid'], ignored: [], types: {} } })
    audit.remedy({ kind: 'ignore-column', label: 'Leave out acid', column: 'acid', reason: 'gives away colour' })
    expect(design.draft?.recipe.columns.features).toEqual(['acid'])
  })
})
