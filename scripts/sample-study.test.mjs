import { expect, it } from 'vitest'
import { sideBySide } from './sample-study.mjs'

it('lines the runs up, with a dash for what a run did not measure', () => {
  const run = { id: 'a', dir: '/w/runs/a', status: 'completed' }
  const text = sideBySide([
    { name: 'narrow', layers: '32', trained: { run, epochs: 12, parameters: { total: 4242 }, best: { epoch: 11 }, test: { loss: 3, accuracy: 0.1234, top5: 0.4, macroF1: 0.1 }, timing: { trainMs: 900 } } },
    { name: 'two layers', layers: '128,128', trained: { run, epochs: 12, parameters: { total: 32754 }, timing: { trainMs: 2400 } } },
  ])
  expect(text.split('\n')).toEqual([
    'Run         Layers   Parameters  Epochs  Best  Test accuracy   Top 5  Macro F1  Training',
    'narrow      32            4,242      12    11         12.3 %  40.0 %    10.0 %     0.9 s',
    'two layers  128,128      32,754      12     -              -       -         -     2.4 s',
  ])
})
