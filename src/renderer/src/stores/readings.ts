import { computed, shallowReactive } from 'vue'

/** Datasets as far as this needs them. */
export interface Chooser {
  readonly currentId: string | null
  readonly byId: (id: string) => unknown
  readonly choose: (id: string) => void
}

/** The ways in which one file has been read, each a dataset of its own: which came before the one in sight, and which after. */
export function useReadings(datasets: Chooser) {
  const earlier = shallowReactive(new Map<string, string>())
  const later = shallowReactive(new Map<string, string>())
  const beside = (map: ReadonlyMap<string, string>): string | null => {
    const id = datasets.currentId === null ? undefined : map.get(datasets.currentId)
    return id === undefined || datasets.byId(id) === null ? null : id
  }
  const before = computed(() => beside(earlier))
  const after = computed(() => beside(later))
  return {
    before,
    after,
    went(from: string, to: string): void {
      // Read as it was read at first, it is the first again: there is no way back from there.
      earlier.delete(from)
      earlier.set(to, from)
      later.delete(to)
      later.delete(from)
    },
    forgetAfter(): void {
      if (datasets.currentId !== null) later.delete(datasets.currentId)
    },
    goBack(): void {
      const { currentId } = datasets
      if (before.value === null || currentId === null) return
      later.set(before.value, currentId)
      datasets.choose(before.value)
    },
    goForth(): void {
      if (after.value !== null) datasets.choose(after.value)
    },
  }
}
