import { describe, expect, it } from 'vitest'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import { search, study } from '@shared/study/fixtures/study'
import { readStudy } from '@shared/study/study-problems'
import { settingsFor } from '../screens/studies/settings-catalogue'
import { composeExperiment } from '@shared/study/compose'
import { gridValues } from '@shared/study/space'
import { firstDesign, planNames, withTrees } from './study-plans'
import type { PlanKind } from './study-plans'
import { studySize } from './study-size'

const { experiment } = study()
const boosted = defaultBaseline('boosted-trees')
const kinds = Object.keys(planNames) as PlanKind[]

describe('a study of trees in the form', () => {
  it.each([boosted, defaultBaseline('forest'), { ...boosted, leaves: 2, learningRate: 1 }])('begins as one that can be run: %j', (trees) => {
    for (const kind of kinds) expect(readStudy(firstDesign(experiment, kind, trees))).toMatchObject({ kind: 'ok' })
  })

  it('offers settings that its trees have, each with values that can be tried', () => {
    for (const trees of [boosted, defaultBaseline('forest')]) {
      for (const { path, first } of settingsFor(trees)) {
        for (const value of gridValues(first(experiment))) expect([path, composeExperiment(experiment, { [path]: value }, trees).kind]).toEqual([path, 'ok'])
      }
    }
    expect(settingsFor(defaultBaseline('forest')).some(({ path }) => path === 'trees.learningRate')).toBe(false)
  })

  it('is named by its trees, unless a person named it', () => {
    const networks = firstDesign({ ...experiment, name: '16 relu' }, 'search')
    const grown = withTrees(networks, boosted)
    expect([networks.name, grown.name, withTrees(grown, defaultBaseline('forest')).name, withTrees(grown, undefined).name]).toEqual(['16 relu, search', 'Boosted trees, search', 'Forest, search', '16 relu, search'])
    expect(withTrees({ ...networks, name: 'mine' }, boosted).name).toBe('mine')
  })

  it('is made of a study of networks and back, without what the other cannot be asked for', () => {
    const halving = study({ plan: search({ strategy: { kind: 'successive-halving', seed: 1, factor: 3, minEpochs: 1 } }), budget: { trials: 9, epochs: 100 } })
    const grown = withTrees(halving, boosted)
    expect(grown).toMatchObject({ trees: boosted, budget: { trials: 9 }, plan: { strategy: { kind: 'grid' }, space: [{ path: 'trees.leaves' }, { path: 'trees.learningRate' }] } })
    expect(readStudy(grown)).toMatchObject({ kind: 'ok' })
    // Other trees of the same kind keep the space.
    expect(withTrees(grown, { ...boosted, rounds: 7 }).plan).toEqual(grown.plan)
    const back = withTrees(grown, undefined)
    expect('trees' in back).toBe(false)
    expect(readStudy(back)).toMatchObject({ kind: 'ok' })
  })

  it('counts rounds for epochs', () => {
    expect(studySize(firstDesign(experiment, 'search', { ...boosted, rounds: 50 }))).toMatchObject({ trials: 9, epochs: 450 })
  })
})
