import { expect, it } from 'vitest'
import { defaultBaseline } from '../../baseline/baseline-settings'
import { recordOf } from '../../compare/fixtures/run-record'
import type { RunRecord } from '../../run/run-record'
import { modelCard } from './card'
import { cardMarkdown } from './render-card'

const network = recordOf({ id: 'aaaaa' })

function cardOf(record: RunRecord, saved?: { readonly best: number; readonly last: number }): string {
  const run = { record, notes: { version: 1 as const, name: '', tags: [], notes: '', archived: false }, metrics: [], evaluation: null, dir: '', hasCheckpoint: false, keptEpochs: [], ...(saved === undefined ? {} : { saved }) }
  return cardMarkdown(modelCard({ run, texts: null, audit: null, madeAt: '2026-08-12T00:00:00.000Z' }))
}

it('names the optimiser, the schedule and the loss of a network among its settings', () => {
  const card = cardOf(network)
  expect(card).toMatch(/\| Training › optimizer \| adam \|/)
  expect(card).toMatch(/\| Training › schedule \| constant \|/)
  expect(card).toContain('crossfade verify r-20260811-120000-aaaaa')
})

it('says whose weights are saved where training on was broken off', () => {
  expect(cardOf(network)).toContain('the weights are those of epoch 3')
  const card = cardOf(network, { best: 2, last: 2 })
  expect(card).toContain('The saved weights are those of epoch 2')
  expect(card).not.toContain('the weights are those of epoch 3')
})

it('says of trees what they are, every setting of their growth, their time and machine, and promises no comparison of weights', () => {
  const environment = { crossfade: '0.1.0', node: '20', electron: null, tensorflow: null, platform: 'linux', arch: 'x64', cpu: 'a processor', cores: 2, host: 'h' }
  const card = cardOf({ ...network, kind: 'trees', baseline: defaultBaseline('forest'), epochs: 100, environment, timing: { ...network.timing, trainMs: 2500 } })
  expect(card).toContain('A forest, grown by LightGBM')
  expect(card).toContain('100 rounds; the trees are those of round 3')
  expect(card).toMatch(/Training took 2.5 s/)
  expect(card).toContain('linux x64, a processor.')
  for (const setting of ['Model | forest', 'Model › rounds | 100', 'Model › leaves | 255', 'Training › seed | 42']) expect(card).toContain(`| ${setting} |`)
  expect(card).not.toMatch(/crossfade verify|optimizer|TensorFlow/)
})

it('lists the members of an ensemble, which was not trained itself', () => {
  const card = cardOf({ ...network, kind: 'ensemble', members: ['r-20260811-120000-bbbbb', 'r-20260811-120000-ccccc'], epochs: 0 })
  expect(card).toContain('r-20260811-120000-ccccc')
  expect(card).toContain('its members were')
  expect(card).toContain('this is that of r-20260811-120000-bbbbb. In this order')
  expect(card).not.toMatch(/crossfade verify|optimizer/)
})
