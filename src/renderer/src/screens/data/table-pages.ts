import { computed, onScopeDispose, ref, shallowReactive, unref, watch } from 'vue'
import type { MaybeRef, Ref } from 'vue'
import type { TablePage } from '@shared/engine/data-methods'

export interface Sort {
  readonly column: string
  readonly descending: boolean
}

export interface TableRow {
  /** 0-based number in the file. */
  readonly number: number
  readonly cells: readonly (string | null)[]
  /** Which rows it belongs with, where the table shows groups. */
  readonly group: number | null
  /** Why the recipe leaves it out; null for a row that is kept, or where nobody asked. */
  readonly dropped: string | null
}

export interface PageSource {
  (query: { readonly id: string; readonly offset: number; readonly limit: number; readonly sort?: Sort }): Promise<TablePage & { readonly groups?: readonly number[] }>
}

const pageRows = 200
const keptPages = 80
/** Rows before those in view, in the direction of the scroll, that are fetched before they are seen: all cells of a page that came too late are drawn in one frame. */
const lookAhead = 100
/** In milliseconds: a view that left all of its rows twice within this time is dragged by the bar, and has rested once it did not for as long. */
const rest = 60

/**
 * The rows of a table, fetched as they are looked at: one request at a time, always for what is in view now, then for what comes into view
 * next, so that a long scroll asks for few of the pages it passes. While rows fly by nothing is asked for: they would be gone when they came, and the frames with them. Pages
 * seen longest ago are forgotten.
 */
export function useTablePages(id: Ref<string>, sort: Ref<Sort | null>, source: MaybeRef<PageSource>, onError: (thrown: unknown) => void) {
  const pages = shallowReactive(new Map<number, readonly TableRow[]>())
  const total = ref<number | null>(null)
  let wanted: readonly [number, number] = [0, 0]
  /** Towards the end (1), the beginning (-1), or nowhere: a leap says nothing about what comes next. */
  let heading: -1 | 0 | 1 = 0
  let fetching = false
  let leftAt = -Infinity
  /** Waits for the view to rest; null while it does. */
  let resting: ReturnType<typeof setTimeout> | null = null
  /** Grows when table, sort or source change: an answer to an older question is dropped. */
  let question = 0

  watch([id, sort, () => unref(source)], () => {
    question += 1
    pages.clear()
    total.value = null
    void fetchNext()
  })

  function nextMissing(): number | null {
    const [first, last] = wanted
    for (let page = Math.floor(first / pageRows); page <= Math.floor(last / pageRows); page++) if (!pages.has(page)) return page
    const next = Math.floor((heading < 0 ? first - lookAhead : last + lookAhead) / pageRows)
    return heading === 0 || next < 0 || next * pageRows >= (total.value ?? 0) || pages.has(next) ? null : next
  }

  async function fetchNext(): Promise<void> {
    if (fetching) return
    fetching = true
    let asked = question
    let retry = false
    try {
      for (let page = nextMissing(); page !== null && resting === null; page = nextMissing()) {
        asked = question
        const answer = await unref(source)({ id: id.value, offset: page * pageRows, limit: pageRows, ...(sort.value === null ? {} : { sort: sort.value }) })
        if (asked !== question) continue
        total.value = answer.total
        pages.set(page, answer.rows.map((cells, index) => ({ number: answer.rowNumbers[index] ?? 0, cells, group: answer.groups?.[index] ?? null, dropped: answer.dropped?.[index] ?? null })))
        const oldest = pages.keys().next().value
        if (pages.size > keptPages && oldest !== undefined) pages.delete(oldest)
        if (answer.rows.length === 0) break
      }
    } catch (thrown) {
      // Nobody asks that any more: what is asked now must not wait for the next scroll.
      if (asked !== question) retry = true
      else onError(thrown)
    } finally {
      fetching = false
    }
    if (retry) await fetchNext()
  }

  /** Tells which rows are in view; those that are not there yet are fetched. */
  function show(first: number, last: number): void {
    const leaves = first > wanted[1] || last < wanted[0]
    heading = leaves ? 0 : first > wanted[0] ? 1 : first < wanted[0] ? -1 : heading
    wanted = [Math.max(0, first), Math.max(0, last)]
    if (leaves) {
      const now = performance.now()
      if (now - leftAt < rest) waitForRest()
      leftAt = now
    }
    void fetchNext()
  }

  function waitForRest(): void {
    stopWaiting()
    resting = setTimeout(() => {
      resting = null
      void fetchNext()
    }, rest)
  }

  function stopWaiting(): void {
    if (resting !== null) clearTimeout(resting)
    resting = null
  }
  onScopeDispose(stopWaiting, true)

  const rowAt = (index: number): TableRow | null => pages.get(Math.floor(index / pageRows))?.[index % pageRows] ?? null

  return { rowAt, show, total: computed(() => total.value) }
}
