import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { useTablePages } from './table-pages'
import type { PageSource, Sort } from './table-pages'

/** A table of 10,000 rows whose cells are their own numbers; answers wait until they are released. */
function slowTable() {
  const asked: { offset: number; sort: Sort | undefined; release: () => void }[] = []
  const source: PageSource = ({ offset, limit, sort }) =>
    new Promise((resolve) => {
      const rows = Array.from({ length: limit }, (_, index) => (sort?.descending === true ? 9999 - offset - index : offset + index))
      asked.push({ offset, sort, release: () => resolve({ columns: ['n'], rowNumbers: rows, rows: rows.map((n) => [String(n)]), total: 10_000 }) })
    })
  return { asked, source }
}

const settle = async () => {
  for (let i = 0; i < 5; i++) await nextTick()
}

afterEach(() => {
  vi.useRealTimers()
})

describe('useTablePages', () => {
  it('asks for nothing while rows fly by, and for what is in view where they rest', async () => {
    vi.useFakeTimers()
    const { asked, source } = slowTable()
    const table = useTablePages(ref('d-1'), ref(null), source, () => undefined)
    table.show(0, 40)
    asked[0]?.release()
    await settle()
    // One leap, as to a row that was named, is asked for at once.
    table.show(5000, 5040)
    expect(asked.map((one) => one.offset)).toEqual([0, 5000])
    asked[1]?.release()
    await settle()
    for (const row of [6000, 7000, 8000]) {
      vi.advanceTimersByTime(16)
      table.show(row, row + 40)
    }
    expect(asked).toHaveLength(2)
    vi.advanceTimersByTime(59)
    expect(asked).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(asked.map((one) => one.offset)).toEqual([0, 5000, 8000])
  })

  it('skips the pages that a scroll passed while an answer was on its way', async () => {
    vi.useFakeTimers()
    const { asked, source } = slowTable()
    const table = useTablePages(ref('d-1'), ref(null), source, () => undefined)
    table.show(0, 40)
    table.show(3000, 3040)
    table.show(9000, 9040)
    asked[0]?.release()
    await settle()
    vi.advanceTimersByTime(60)
    asked[1]?.release()
    await settle()
    expect(asked.map((one) => one.offset)).toEqual([0, 9000])
    expect(table.rowAt(9001)).toEqual({ number: 9001, cells: ['9001'], group: null, dropped: null })
    expect(table.rowAt(3001)).toBeNull()
  })

  it('asks for what comes into view next, in the direction of the scroll, before it is seen', async () => {
    vi.useFakeTimers()
    const { asked, source } = slowTable()
    const table = useTablePages(ref('d-1'), ref(null), source, () => undefined)
    const offsets = () => asked.map((one) => one.offset)
    const scrollTo = async (row: number) => {
      vi.advanceTimersByTime(100)
      table.show(row, row + 40)
      asked[asked.length - 1]?.release()
      await settle()
    }
    await scrollTo(0)
    await scrollTo(30)
    expect(offsets()).toEqual([0])
    await scrollTo(60)
    expect(offsets()).toEqual([0, 200])
    expect(table.rowAt(399)?.cells).toEqual(['399'])
    // A leap is no direction; one step back is.
    await scrollTo(5010)
    expect(offsets()).toEqual([0, 200, 5000])
    await scrollTo(5005)
    expect(offsets()).toEqual([0, 200, 5000, 4800])
    // Nothing lies before the beginning and behind the end.
    await scrollTo(20)
    await scrollTo(0)
    await scrollTo(9920)
    await scrollTo(9950)
    await scrollTo(9959)
    expect(offsets()).toEqual([0, 200, 5000, 4800, 9800])
  })

  it('drops an answer to a question that was changed meanwhile', async () => {
    const { asked, source } = slowTable()
    const sort = ref<Sort | null>(null)
    const table = useTablePages(ref('d-1'), sort, source, () => undefined)
    table.show(0, 40)
    sort.value = { column: 'n', descending: true }
    await settle()
    asked[0]?.release()
    await settle()
    expect(table.rowAt(0)).toBeNull()
    asked[1]?.release()
    await settle()
    expect(table.rowAt(0)?.cells).toEqual(['9999'])
  })

  it('passes on why a page could not be had', async () => {
    const errors: unknown[] = []
    const table = useTablePages(ref('d-1'), ref(null), () => Promise.reject(new Error('gone')), (thrown) => errors.push(thrown))
    table.show(0, 40)
    await settle()
    expect(errors).toHaveLength(1)
  })

  it('says nothing of a failure that nobody waits for any more, and goes on with what is asked now', async () => {
    const errors: unknown[] = []
    const id = ref('old')
    let fail: (() => void) | null = null
    const source: PageSource = ({ id: table, offset }) =>
      table === 'old'
        ? new Promise((_, reject) => (fail = () => reject(new Error('gone'))))
        : Promise.resolve({ columns: ['n'], rowNumbers: [offset], rows: [['new']], total: 1 })
    const table = useTablePages(id, ref(null), source, (thrown) => errors.push(thrown))
    table.show(0, 0)
    id.value = 'new'
    await settle()
    ;(fail as (() => void) | null)?.()
    await settle()
    await settle()
    expect(errors).toEqual([])
    expect(table.rowAt(0)?.cells).toEqual(['new'])
  })
})
