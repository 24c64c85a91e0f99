import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { search, study } from './fixtures/study'
import { readStudy } from './study-problems'
import type { SearchPlan, StudyDesign } from './study'

const problems = (design: unknown): readonly string[] => {
  const read = readStudy(design)
  return read.kind === 'ok' ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`)
}
const withSpace = (...space: SearchPlan['space']): StudyDesign => study({ plan: search({ space }) })

describe('a study', () => {
  it('that is sound has no problem', () => expect(problems(study())).toEqual([]))

  it.each(['song-genres', 'song-genres-quick'])('ships: %s', (name) => {
    expect(problems(JSON.parse(readFileSync(`resources/studies/${name}.json`, 'utf8')))).toEqual([])
  })

  it('that does not fit the format is refused with the path of the field', () => {
    expect(problems({ ...study(), version: 2 })).toEqual([expect.stringMatching(/^version: /)])
    expect(problems({ ...study(), plan: { ...search({}), space: [{ kind: 'float', path: 'training.learningRate', low: 'small', high: 1 }] } })).toEqual([expect.stringMatching(/^plan\.space\[0\]\.low: .*number/)])
    expect(problems({ ...study(), budget: { trials: 0 } })).toEqual([expect.stringMatching(/^budget\.trials: /)])
    expect(problems({ ...study(), experiment: { ...study().experiment, model: {} } })[0]).toMatch(/^experiment\.model\.layers: /)
    expect(problems([])).toEqual([expect.stringMatching(/^the document: /)])
  })

  it('with fields that the format does not know is refused with their paths, and the nearest name', () => {
    const space = [{ kind: 'float', path: 'training.learningRate', low: 0.001, high: 0.1, lgo: true, stepz: 3 }]
    expect(problems({ ...study(), $schema: 'study.schema.json', plan: { ...search({ strategy: { kind: 'random', seed: 1 } }), space }, budget: { trials: 3, minuts: 1 } })).toEqual([
      expect.stringMatching(/^plan\.space\[0\]\.lgo: A study has no such field/),
      'plan.space[0].stepz: A study has no such field, so it would be passed over. Is "steps" meant?',
      'budget.minuts: A study has no such field, so it would be passed over. Is "minutes" meant?',
    ])
    const { experiment } = study()
    expect(problems(study({ experiment: { ...experiment, training: { ...experiment.training, clipNrm: 1 } } as StudyDesign['experiment'] }))).toEqual([expect.stringContaining('experiment.training.clipNrm: ')])
  })

  it.each<[string, StudyDesign, RegExp]>([
    ['an empty space', withSpace(), /^plan\.space: There is no setting/],
    ['a path to nothing', withSpace({ kind: 'choice', path: 'training.learnRate.x', values: [1] }), /^plan\.space\[0\]\.path: training\.learnRate\.x leads to nothing/],
    ['a misspelt field', withSpace({ kind: 'choice', path: 'training.learnRate', values: [1] }), /^plan\.space\[0\]/],
    ['a value of the wrong type', withSpace({ kind: 'choice', path: 'training.learningRate', values: [0.1, 'fast'] }), /^plan\.space\[0\]\.values\[1\]: "fast" cannot be tried: training\.learningRate/],
    ['a width that is no number', withSpace({ kind: 'choice', path: 'layers.width', values: [16, 1.5] }), /^plan\.space\[0\]\.values\[1\]: 1\.5 cannot be tried: must be a whole number/],
    ['an activation that is none', withSpace({ kind: 'choice', path: 'layers.activation', values: ['rely'] }), /^plan\.space\[0\]\.values\[0\]: "rely" cannot be tried/],
    ['low above high', withSpace({ kind: 'float', path: 'training.learningRate', low: 1, high: 0.1, steps: 3 }), /^plan\.space\[0\]\.low: 1 is more than high/],
    ['a log scale from 0', withSpace({ kind: 'float', path: 'training.learningRate', low: 0, high: 0.1, log: true, steps: 3 }), /^plan\.space\[0\]\.low: A logarithmic scale/],
    ['a range outside what is possible', withSpace({ kind: 'float', path: 'layers.dropout', low: 0, high: 1.5, steps: 3 }), /^plan\.space\[0\]\.high: 1\.5 cannot be tried/],
    ['a grid over a range without steps', withSpace({ kind: 'float', path: 'training.learningRate', low: 0.01, high: 0.1 }), /^plan\.space\[0\]\.steps: A grid needs/],
    ['a setting that stands twice', withSpace({ kind: 'choice', path: 'layers.width', values: [1] }, { kind: 'choice', path: 'layers.width', values: [2] }), /^plan\.space\[1\]\.path: .* stands twice/],
    ['a value that stands twice', withSpace({ kind: 'choice', path: 'layers.width', values: [1, 2, 1] }), /^plan\.space\[0\]\.values\[2\]: 1 stands twice/],
    ['a condition on what is not tried', withSpace({ kind: 'choice', path: 'layers.width', values: [1], when: { path: 'layers.count', in: [1] } }), /^plan\.space\[0\]\.when\.path: layers\.count is not among/],
    ['a condition that never holds', withSpace({ kind: 'choice', path: 'layers.count', values: [1, 2] }, { kind: 'choice', path: 'layers.width', values: [1], when: { path: 'layers.count', in: [3] } }), /^plan\.space\[1\]\.when\.in\[0\]: layers\.count never is 3\. It can be 1, 2/],
    ['a condition on what comes later', withSpace({ kind: 'choice', path: 'layers.width', values: [1], when: { path: 'layers.count', in: [1] } }, { kind: 'choice', path: 'layers.count', values: [1] }), /comes later/],
    ['another table', withSpace({ kind: 'choice', path: 'dataset.path', values: ['/etc/passwd'] }), /^plan\.space\[0\]\.path: dataset\.path cannot be tried: all trials are made on the table/],
    ['a reading of the table', withSpace({ kind: 'choice', path: 'dataset.reading', values: [{}] }), /^plan\.space\[0\]\.path: dataset\.reading cannot be tried/],
    ['the name', withSpace({ kind: 'choice', path: 'name', values: ['a', 'b'] }), /^plan\.space\[0\]\.path: name changes nothing/],
    ['the version', withSpace({ kind: 'choice', path: 'version', values: [1] }), /^plan\.space\[0\]\.path: version changes nothing/],
    ['a layer that no trial has', withSpace({ kind: 'choice', path: 'layers.count', values: [1, 2] }, { kind: 'choice', path: 'layers[4].width', values: [4, 8] }), /^plan\.space\[1\]\.path: layers\[4\]\.width changes nothing: the deepest trial has 2 hidden layers, and the last of them is layers\[1\]/],
    ['a layer beyond those of the base', withSpace({ kind: 'choice', path: 'layers[9].activation', values: ['relu'] }), /^plan\.space\[0\]\.path: layers\[9\]\.activation changes nothing/],
    ['the test rows as a setting', withSpace({ kind: 'choice', path: 'training.scoreTest', values: [true] }), /Trials leave the test rows unscored/],
    ...[
      ['seed', [42, 43]], ['method', ['stratified', 'random']], ['validation', [0.1, 0.3]], ['test', [0.1, 0.3]],
    ].map(([field, values]): [string, StudyDesign, RegExp] => [
      `another ${String(field)} of the split`, withSpace({ kind: 'choice', path: 'training.batch', values: [32] }, { kind: 'choice', path: `recipe.split.${String(field)}`, values: [...(values ?? [])] }),
      new RegExp(`^plan\\.space\\[1\\]\\.path: recipe\\.split\\.${String(field)} decides which rows trials are ranked on`),
    ]),
    ['a range of validation shares', withSpace({ kind: 'float', path: 'recipe.split.validation', low: 0.1, high: 0.3, steps: 3 }), /^plan\.space\[0\]\.path: recipe\.split\.validation decides/],
    ['whole splits', withSpace({ kind: 'choice', path: 'recipe.split', values: [{ ...study().experiment.recipe.split, seed: 7 }] }), /^plan\.space\[0\]\.path: recipe\.split decides/],
    ['other rows', withSpace({ kind: 'choice', path: 'recipe.rows', values: [[], [{ kind: 'drop-duplicates' }]] }), /^plan\.space\[0\]\.path: recipe\.rows decides/],
    ['no validation rows', study({ experiment: { ...study().experiment, recipe: { ...study().experiment.recipe, split: { ...study().experiment.recipe.split, validation: 0 } } } }), /^experiment\.recipe\.split\.validation: /],
    [
      'folds over an ordered split', study({ plan: { kind: 'k-fold', folds: 3, repeats: 1, stratified: false, seed: 1 }, experiment: { ...study().experiment, recipe: { ...study().experiment.recipe, split: { ...study().experiment.recipe.split, method: 'ordered' } } } }),
      /^experiment\.recipe\.split\.method: Folds are dealt at random, so rows that come later/,
    ],
    ['a metric of another task', study({ objective: { metric: 'rmse', direction: 'min' } }), /^objective\.metric: rmse is not measured/],
    ['the wrong direction', study({ objective: { metric: 'accuracy', direction: 'min' } }), /^objective\.direction: For accuracy more is better/],
    ['a random search without an end', study({ plan: search({ strategy: { kind: 'random', seed: 1 } }) }), /^budget: random never ends/],
    ['halving with nothing to halve', study({ plan: search({ strategy: { kind: 'successive-halving', seed: 1, factor: 3, minEpochs: 15 } }), budget: { trials: 9 } }), /^plan\.strategy\.minEpochs: 15 epochs leave nothing/],
    ['more to halve than there are combinations', study({ plan: search({ strategy: { kind: 'successive-halving', seed: 1, factor: 3, minEpochs: 1 } }), budget: { trials: 9 } }), /^plan\.space: It has 6 combinations, and successive-halving begins with 9/],
    ['a grid beyond all measure', withSpace(...['batch', 'epochs', 'seed'].map((name) => ({ kind: 'int' as const, path: `training.${name}`, low: 1, high: 1000 }))), /^plan\.space: The grid has more than 100,000 trials/],
  ])('with %s is refused', (_, design, expected) => {
    expect(problems(design)[0]).toMatch(expected)
  })

  it('may try how many rows are trained on, and columns: the rows it is ranked on stay', () => {
    const shares = [0.5, 1].map((share) => ({ share, seed: 1 }))
    expect(problems(withSpace({ kind: 'choice', path: 'recipe.split.trainingShare', values: shares }, { kind: 'choice', path: 'recipe.steps', values: [study().experiment.recipe.steps] }))).toEqual([])
  })

  it('may name an optimiser by its kind, and try a field of it where it has one', () => {
    expect(
      problems(
        withSpace(
          { kind: 'choice', path: 'training.optimizer', values: ['adam', 'adamw'] },
          { kind: 'choice', path: 'training.optimizer.weightDecay', values: [0, 0.01], when: { path: 'training.optimizer', in: ['adamw'] } },
          { kind: 'choice', path: 'training.schedule', values: ['constant', 'cosine'] },
        ),
      ),
    ).toEqual([])
  })
})
