import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

/** Something that was done outside the design, and how to take it back. */
export interface Undoable {
  /** As it follows "Undo": delete 2 runs. */
  readonly label: string
  readonly undo: () => Promise<void> | void
}

const longest = 50

/** What was done to runs, newest last: Ctrl+Z takes it back where the design is not in view. The design has a history of its own. */
export const useUndoStore = defineStore('undo', () => {
  const done = shallowRef<readonly Undoable[]>([])
  const last = computed(() => done.value[done.value.length - 1] ?? null)

  /** Notes what was done. The answer takes it back, once, from wherever: a notice or Ctrl+Z. */
  function did(label: string, undo: Undoable['undo']): () => void {
    const one: Undoable = { label, undo }
    done.value = [...done.value, one].slice(-longest)
    return () => void takeBack(one)
  }

  async function takeBack(one: Undoable): Promise<void> {
    if (!done.value.includes(one)) return
    done.value = done.value.filter((other) => other !== one)
    await one.undo()
  }

  async function undo(): Promise<void> {
    if (last.value !== null) await takeBack(last.value)
  }

  return { last, did, undo }
})
