import { computed, onBeforeUnmount, onMounted, ref } from 'vue'
import type { ComputedRef, Ref, TemplateRef } from 'vue'

export interface RowsInView {
  /** The first row that is drawn, and the one after the last. */
  readonly first: ComputedRef<number>
  readonly last: ComputedRef<number>
  /** Whether the first picture stands: what is slow to draw can wait for it, so that the list answers at once. */
  readonly settled: Readonly<Ref<boolean>>
  readonly onScroll: () => void
}

/** Rows drawn beyond the edges, so that a scroll finds them there. */
const beyond = 8
/** The header of the screen, its tools and the head of the table; too little draws some rows more at first. */
const aboveRows = 120

/** Which rows of a long list are in view of a box that scrolls. `rowHeight`: of every row, in px. */
export function useRowsInView(box: TemplateRef<HTMLElement>, count: () => number, rowHeight: number): RowsInView {
  const top = ref(0)
  // Asking the box itself while it is being put in place would lay the whole table out twice.
  const height = ref(Math.max(rowHeight, window.innerHeight - aboveRows))
  const settled = ref(false)
  const observer = new ResizeObserver(([entry]) => (height.value = entry?.contentRect.height ?? height.value))
  onMounted(() => {
    if (box.value !== null) observer.observe(box.value)
    requestAnimationFrame(() => setTimeout(() => (settled.value = true)))
  })
  onBeforeUnmount(() => observer.disconnect())

  const around = computed(() => (settled.value ? beyond : 0))
  const first = computed(() => Math.max(0, Math.min(Math.floor(top.value / rowHeight) - around.value, count() - 1)))
  const last = computed(() => Math.min(count(), Math.floor(top.value / rowHeight) + Math.ceil(height.value / rowHeight) + around.value))
  return {
    first,
    last,
    settled,
    onScroll: () => {
      const at = box.value?.scrollTop ?? 0
      // In steps, so that a scroll of a pixel draws nothing.
      top.value = at - (at % rowHeight)
    },
  }
}
