import { computed, shallowRef } from 'vue'

/** A value with its past and future. Changes that carry the same `group` within a second count as one: typing a number is one step. */
export interface History<Value> {
  readonly past: readonly Value[]
  readonly present: Value
  readonly future: readonly Value[]
  /** What the last change was about, and when. */
  readonly group: string | null
  readonly at: number
}

const longest = 200
const togetherMs = 1000

export const startHistory = <Value>(present: Value): History<Value> => ({ past: [], present, future: [], group: null, at: 0 })

export function changed<Value>(history: History<Value>, present: Value, group: string | null, now: number): History<Value> {
  if (Object.is(present, history.present)) return history
  const together = group !== null && group === history.group && now - history.at < togetherMs
  const past = together ? history.past : [...history.past, history.present].slice(-longest)
  return { past, present, future: [], group, at: now }
}

export function undone<Value>(history: History<Value>): History<Value> {
  const present = history.past[history.past.length - 1]
  if (present === undefined) return history
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future], group: null, at: 0 }
}

export function redone<Value>(history: History<Value>): History<Value> {
  const present = history.future[0]
  if (present === undefined) return history
  return { past: [...history.past, history.present], present, future: history.future.slice(1), group: null, at: 0 }
}

/** The same as a small reactive holder. */
export function useHistory<Value>(first: Value) {
  const history = shallowRef(startHistory(first))
  return {
    present: computed(() => history.value.present),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    change(next: Value, group: string | null = null) {
      history.value = changed(history.value, next, group, Date.now())
    },
    undo() {
      history.value = undone(history.value)
    },
    redo() {
      history.value = redone(history.value)
    },
  }
}
