import { createPinia, setActivePinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import { useTakeAwayStore } from './take-away'

afterEach(() => vi.unstubAllGlobals())

it('shows the card that was asked for last, though an older answer comes later', async () => {
  setActivePinia(createPinia())
  const answers = new Map<string, () => void>()
  const getCard = ({ id }: { readonly id: string }) => new Promise((resolve) => answers.set(id, () => resolve({ ok: true, value: { card: { title: id }, texts: { purpose: '', limits: '' } } })))
  vi.stubGlobal('window', { crossfade: { getCard } })
  const store = useTakeAwayStore()
  const both = [store.readCard('r-1'), store.readCard('r-2')]
  answers.get('r-2')?.()
  answers.get('r-1')?.()
  await Promise.all(both)
  expect(store.card).toMatchObject({ run: 'r-2', view: { card: { title: 'r-2' } } })
})
