// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import type { AppSnapshot } from '@shared/ipc/requests/app'
import { useAppStore } from '../../stores/app'
import ModelCard from './ModelCard.vue'

afterEach(() => vi.unstubAllGlobals())

interface Texts {
  readonly purpose: string
  readonly limits: string
}
const viewOf = (texts: Texts) => ({ ok: true, value: { card: { title: 'A card', note: '', sections: [] }, texts } })

/** The card with what was asked to be written; each writing is answered when the test says so. */
async function opened() {
  const asked: { readonly texts: Partial<Texts>; readonly answer: (texts: Texts) => void }[] = []
  const writeCard = ({ texts }: { readonly texts: Partial<Texts> }) => new Promise((resolve) => asked.push({ texts, answer: (kept) => resolve(viewOf(kept)) }))
  Object.assign(window, { crossfade: { getCard: () => Promise.resolve(viewOf({ purpose: '', limits: '' })), writeCard } })
  setActivePinia(createPinia())
  useAppStore().snapshot = { workspace: { readOnly: false }, settings: {} } as unknown as AppSnapshot
  const card = mount(ModelCard, { props: { run: 'r-1', kind: 'layers' } })
  await flushPromises()
  const [purpose, limits] = card.findAll('textarea')
  if (purpose === undefined || limits === undefined) throw new Error('There are no fields.')
  const shown = () => [purpose.element.value, limits.element.value]
  const type = async (field: typeof purpose, text: string) => {
    field.element.value = text
    await field.trigger('input')
  }
  return { asked, purpose, limits, shown, type }
}

it('leaves a text that is being typed where it is when the answer about the other one comes', async () => {
  const { asked, purpose, limits, shown, type } = await opened()
  await type(purpose, 'To tell them apart.')
  await purpose.trigger('change')
  await type(limits, 'Not for puff')
  asked[0]?.answer({ purpose: 'To tell them apart.', limits: '' })
  await flushPromises()
  expect(shown()).toEqual(['To tell them apart.', 'Not for puff'])
  await type(limits, 'Not for puffins.')
  await limits.trigger('change')
  expect(asked.map(({ texts }) => texts)).toEqual([{ purpose: 'To tell them apart.' }, { limits: 'Not for puffins.' }])
})

it('shows what was kept last where an older answer comes later', async () => {
  const { asked, purpose, limits, shown, type } = await opened()
  await type(purpose, 'one')
  await purpose.trigger('change')
  await type(limits, 'two')
  await limits.trigger('change')
  asked[1]?.answer({ purpose: 'one', limits: 'two' })
  await flushPromises()
  asked[0]?.answer({ purpose: 'one', limits: '' })
  await flushPromises()
  expect(shown()).toEqual(['one', 'two'])
})
