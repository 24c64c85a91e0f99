import { computed, onBeforeUnmount, onMounted, ref } from 'vue'
import type { ComputedRef, TemplateRef } from 'vue'

export interface RowsInView {
  /** The first row that is drawn, and the one after the last. */
  readonly first: ComputedRef<number>
  readonly last: ComputedRef<number>
  readonly onScroll: () => void
  /** Other rows stand in the list than before: they too are drawn a few at a time. */
  readonly begin: () => void
}

/** Rows drawn beyond the edges, so that a scroll finds them there. */
const beyond = 8
/** The header of the screen, its tools and the head of the table; too little draws some rows more at first. */
const aboveRows = 120
/** Rows drawn in one go, and as many frame by frame after them: the window answers in between, where forty at once would hold it up for 100 ms. */
const atOnce = 12

/** Which rows of a long list are in view of a box that scrolls. `rowHeight`: of every row, in px. */
export function useRowsInView(box: TemplateRef<HTMLElement>, count: () => number, rowHeight: number): RowsInView {
  const top = ref(0)
  // Asking the box itself while it is being put in place would lay the whole table out twice.
  const height = ref(Math.max(rowHeight, window.innerHeight - aboveRows))
  /** Rows that may be drawn yet. */
  const most = ref(atOnce)
  const inBox = computed(() => Math.ceil(height.value / rowHeight))
  const settled = computed(() => most.value > inBox.value)
  const observer = new ResizeObserver(([entry]) => (height.value = entry?.contentRect.height ?? height.value))
  let waiting: number | null = null
  const more = () => {
    // After the frame, so that it is not part of it.
    waiting = requestAnimationFrame(() =>
      setTimeout(() => {
        waiting = null
        if (settled.value) return
        most.value += atOnce
        more()
      }),
    )
  }
  const begin = () => {
    most.value = atOnce
    if (waiting === null) more()
  }
  onMounted(() => {
    if (box.value !== null) observer.observe(box.value)
    begin()
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    if (waiting !== null) cancelAnimationFrame(waiting)
    most.value = Number.POSITIVE_INFINITY
  })

  const around = computed(() => (settled.value ? beyond : 0))
  const first = computed(() => Math.max(0, Math.min(Math.floor(top.value / rowHeight) - around.value, count() - 1)))
  const last = computed(() => Math.min(count(), Math.floor(top.value / rowHeight) + (settled.value ? inBox.value + around.value : most.value)))
  return {
    first,
    last,
    begin,
    onScroll: () => {
      const at = box.value?.scrollTop ?? 0
      // In steps, so that a scroll of a pixel draws nothing.
      const next = at - (at % rowHeight)
      if (Math.abs(next - top.value) > height.value) begin()
      top.value = next
    },
  }
}
