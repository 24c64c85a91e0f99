import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RowForm } from '@shared/run/row-form'
import { useRowFormStore } from './row-form'

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } }

const form = (name: string): RowForm => ({ run: 'r-1', fields: [{ kind: 'number', name, low: 0, high: 1, whole: false, usual: 0.5 }], classes: ['a', 'b'], target: 't', interval: null, rows: null, trouble: null })
const ok = (value: unknown): Answer => ({ ok: true, value })

/** Answers of main, given when the test says so. */
let answers: { openRowForm: ((answer: Answer) => void)[]; scoreRowForm: ((answer: Answer) => void)[] }
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  setActivePinia(createPinia())
  answers = { openRowForm: [], scoreRowForm: [] }
  const asked = (name: keyof typeof answers) => () => new Promise<Answer>((resolve) => answers[name].push(resolve))
  vi.stubGlobal('window', { crossfade: { openRowForm: asked('openRowForm'), scoreRowForm: asked('scoreRowForm'), closeRowForm: () => Promise.resolve(ok(null)) } })
})
afterEach(() => vi.unstubAllGlobals())

describe('useRowFormStore', () => {
  it('shows the form that was opened last, though the opening before it, of the same run, answers cancelled', async () => {
    const rows = useRowFormStore()
    void rows.open('r-1', 'best')
    rows.close()
    void rows.open('r-1', 'last')
    answers.openRowForm[0]?.({ ok: false, error: { code: 'cancelled', message: 'Cancelled.' } })
    await settle()
    expect(rows.work?.state.kind).toBe('working')
    answers.openRowForm[1]?.(ok(form('newer')))
    await settle()
    expect(rows.form?.fields[0]?.name).toBe('newer')
  })

  it('does not show what the model before said of its row', async () => {
    const rows = useRowFormStore()
    void rows.open('r-1', 'best')
    answers.openRowForm[0]?.(ok(form('older')))
    await settle()
    rows.close()
    void rows.open('r-1', 'last')
    answers.openRowForm[1]?.(ok(form('newer')))
    await settle()
    answers.scoreRowForm[0]?.(ok([{ values: [1, 0], unseen: [] }]))
    await settle()
    expect(rows.now).toBeNull()
    answers.scoreRowForm[1]?.(ok([{ values: [0, 1], unseen: [] }]))
    await settle()
    expect(rows.now?.values).toEqual([0, 1])
    expect(rows.before?.values).toEqual([0, 1])
  })

  it('asks about the newest cells though the question before them failed', async () => {
    const rows = useRowFormStore()
    void rows.open('r-1', 'best')
    answers.openRowForm[0]?.(ok(form('x')))
    await settle()
    rows.change(0, 0.7)
    answers.scoreRowForm[0]?.({ ok: false, error: { code: 'engine-exited', message: 'It ended.' } })
    await settle()
    answers.scoreRowForm[1]?.(ok([{ values: [0.2, 0.8], unseen: [] }]))
    await settle()
    expect([rows.now?.values, rows.failure]).toEqual([[0.2, 0.8], null])
  })
})
