import { describe, expect, it } from 'vitest'
import { modelDesign } from '../model/model-design'
import { defaultModel, defaultTraining, metricsFor, resolveBatch, stepsPerEpoch, trainingProblems } from './resolve'
import { trainingSettings } from './training-settings'

describe('defaults', () => {
  it('are valid settings without problems', () => {
    for (const task of ['classification', 'regression'] as const) {
      const training = defaultTraining(task, 1000)
      expect(trainingSettings.parse(training)).toEqual(training)
      const classes = task === 'regression' ? 0 : 3
      const design = defaultModel(1000, 5, classes)
      expect(modelDesign.parse(design)).toEqual(design)
      expect(trainingProblems(training, { task, classes, output: design.output.activation })).toEqual([])
    }
  })

  it('give a small table a small stack and small batches', () => {
    expect(defaultModel(344, 7, 3).layers).toHaveLength(1)
    expect(resolveBatch('auto', 241)).toBe(16)
    expect(resolveBatch('auto', 79_800)).toBe(256)
    expect(resolveBatch('auto', 5)).toBe(5)
    expect(resolveBatch(1000, 10)).toBe(10)
    expect(stepsPerEpoch(100, 32)).toBe(4)
  })
})

describe('training problems', () => {
  const training = defaultTraining('classification', 100)
  const facts = { task: 'classification' as const, classes: 2, output: 'softmax' as const }
  const fields = (change: Partial<typeof training>, other: Partial<typeof facts> = {}) =>
    trainingProblems({ ...training, ...change }, { ...facts, ...other }).map(({ field }) => field)

  it('name the setting that does not fit', () => {
    expect(fields({ loss: 'huber' })).toEqual(['loss'])
    expect(fields({ loss: 'binary-cross-entropy' })).toEqual(['output'])
    expect(fields({ stopping: { monitor: 'r2', patience: 1, minDelta: 0 } })).toEqual(['stopping.monitor'])
    expect(fields({ stopping: { monitor: 'auc', patience: 1, minDelta: 0 } })).toEqual([])
  })

  it('measure top 5 only where there are more than five classes', () => {
    expect(metricsFor('classification', 5)).not.toContain('top5')
    expect(metricsFor('classification', 6)).toContain('top5')
  })
})
