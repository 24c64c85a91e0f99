import { describe, expect, it } from 'vitest'
import { defaultBaseline } from '../baseline/baseline-settings'
import { composeExperiment } from './compose'
import { search, study } from './fixtures/study'
import type { SearchPlan, StudyDesign } from './study'
import { readStudy } from './study-problems'
import { epochsOf } from './tree-trials'

const boosted = defaultBaseline('boosted-trees')
const rounds = { kind: 'choice', path: 'trees.rounds', values: [5, 10] } as const
const trees = (change: Partial<StudyDesign> = {}, ...space: SearchPlan['space']): StudyDesign =>
  study({ trees: boosted, plan: search({ space: space.length === 0 ? [{ ...rounds, values: [...rounds.values] }] : space }), ...change })
const problems = (design: StudyDesign): readonly string[] => {
  const read = readStudy(JSON.parse(JSON.stringify(design)))
  return read.kind === 'ok' ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('a study of trees', () => {
  it('tries their settings, and those of the recipe', () => {
    expect(
      problems(
        trees(
          {},
          { kind: 'int', path: 'trees.leaves', low: 4, high: 64, log: true, steps: 3 },
          { kind: 'float', path: 'trees.learningRate', low: 0.01, high: 0.3, log: true, steps: 3 },
          { kind: 'choice', path: 'training.stopping.patience', values: [0, 5] },
          { kind: 'choice', path: 'training.classWeights', values: ['none', 'balanced'] },
        ),
      ),
    ).toEqual([])
  })

  it('tries a forest against boosted trees, each with settings of its own', () => {
    const kind = { kind: 'choice', path: 'trees', values: ['boosted-trees', 'forest'] } as const
    const rate = { kind: 'choice', path: 'trees.learningRate', values: [0.1, 0.3], when: { path: 'trees', in: ['boosted-trees'] } } as const
    expect(problems(trees({}, { ...kind, values: [...kind.values] }, { ...rate, values: [...rate.values], when: { path: 'trees', in: ['boosted-trees'] } }))).toEqual([])
    const { experiment } = study()
    expect(composeExperiment(experiment, { 'trees.rounds': 7, trees: 'forest' }, boosted)).toMatchObject({ kind: 'ok', trees: { ...defaultBaseline('forest'), rounds: 7 } })
    expect(composeExperiment(experiment, { 'trees.learningRate': 0.3, trees: 'forest' }, boosted)).toEqual({ kind: 'bad', path: 'trees.learningRate', message: 'leads to nothing in the experiment' })
  })

  it.each<[string, StudyDesign, RegExp]>([
    ['a setting of a network', trees({}, { kind: 'choice', path: 'training.learningRate', values: [0.1] }), /^plan\.space\[0\]\.path: training\.learningRate changes nothing: the trials grow trees/],
    ['epochs', trees({}, { kind: 'choice', path: 'training.epochs', values: [5] }), /such as trees\.rounds/],
    ['a layer', trees({}, { kind: 'choice', path: 'layers.width', values: [5] }), /^plan\.space\[0\]\.path: layers\.width changes nothing: the trials grow trees/],
    ['a layer of the model', trees({}, { kind: 'choice', path: 'model.layers[0].units', values: [5] }), /changes nothing: the trials grow trees/],
    ['trees, where the trials are networks', study({ plan: search({ space: [{ kind: 'choice', path: 'trees.rounds', values: [5] }] }) }), /^plan\.space\[0\]\.path: trees\.rounds changes nothing: the trials train networks/],
    ['a setting that trees have not', trees({}, { kind: 'choice', path: 'trees.depth', values: [5] }), /^plan\.space\[0\]\.path: trees\.depth leads to nothing/],
    ['a learning rate of a forest', trees({ trees: defaultBaseline('forest') }, { kind: 'choice', path: 'trees.learningRate', values: [0.1] }), /^plan\.space\[0\]\.path: trees\.learningRate leads to nothing/],
    ['patience of a forest', trees({ trees: defaultBaseline('forest') }, { kind: 'choice', path: 'training.stopping.patience', values: [1] }), /a forest grows to its end/],
    ['a value beyond what is possible', trees({}, { kind: 'int', path: 'trees.leaves', low: 1, high: 8, steps: 3 }), /^plan\.space\[0\]\.low: 1 cannot be tried: trees\.leaves/],
    ['halving', trees({ plan: search({ space: [{ kind: 'choice', path: 'trees.leaves', values: [4, 8, 16] }], strategy: { kind: 'successive-halving', seed: 1, factor: 3, minEpochs: 1 } }), budget: { trials: 3 } }), /^plan\.strategy\.kind: successive-halving goes on with trials from their checkpoints, and trees keep none/],
    ['Hyperband', trees({ plan: search({ space: [{ kind: 'float', path: 'trees.rows', low: 0.5, high: 1 }], strategy: { kind: 'hyperband', seed: 1, factor: 3, minEpochs: 1 } }) }), /^plan\.strategy\.kind: hyperband/],
    ['a budget of epochs', trees({ budget: { epochs: 100 } }), /^budget\.epochs: Trees keep no checkpoint/],
    ['settings that do not fit', trees({ trees: { ...boosted, leaves: 1 } }), /^trees\.leaves: /],
    ['a misspelt setting', trees({ trees: Object.assign({ leafs: 4 }, boosted) }), /^trees\.leafs: A study has no such field/],
    ['the most frequent class', trees({ trees: { kind: 'majority' } as unknown as typeof boosted }), /^trees\.kind: /],
  ])('is refused with %s', (_name, design, wanted) => {
    expect(problems(design).join('\n')).toMatch(wanted)
  })

  it('counts rounds for epochs', () => {
    expect(epochsOf(trees())).toBe(200)
    expect(epochsOf(study())).toBe(study().experiment.training.epochs)
  })
})
