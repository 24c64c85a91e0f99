import { computed, ref } from 'vue'
import type { Ref } from 'vue'

/** A cell of a matrix of predictions by true class, by the numbers of its classes. */
export interface MatrixCell {
  readonly truth: number
  readonly predicted: number
}

const arrows: Readonly<Record<string, readonly [down: number, right: number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

/**
 * Pointing at the cells of a square matrix that is drawn on a canvas, and walking over them with the arrow keys.
 * @param matrix `order`: the classes in the order they are drawn; `side`: of the drawn square, in CSS pixels; `chosen`: where the arrow keys go on
 */
export function useMatrixCells(matrix: {
  readonly canvas: Readonly<Ref<HTMLCanvasElement | null>>
  readonly order: Readonly<Ref<readonly number[]>>
  readonly side: Readonly<Ref<number>>
  readonly chosen: Ref<MatrixCell | null>
}) {
  const { canvas, order, side, chosen } = matrix
  const hovered = ref<MatrixCell | null>(null)
  const cell = computed(() => side.value / Math.max(1, order.value.length))
  /** The place of each class in the order. */
  const placeOf = computed(() => {
    const places = new Array<number>(order.value.length)
    order.value.forEach((one, place) => (places[one] = place))
    return places
  })

  function cellAt(event: MouseEvent): MatrixCell | null {
    const box = canvas.value?.getBoundingClientRect()
    if (box === undefined) return null
    const n = order.value.length
    const truth = order.value[Math.floor(((event.clientY - box.top) / box.height) * n)]
    const predicted = order.value[Math.floor(((event.clientX - box.left) / box.width) * n)]
    return truth === undefined || predicted === undefined ? null : { truth, predicted }
  }

  function step(event: KeyboardEvent): void {
    const by = arrows[event.key]
    if (by === undefined) return
    event.preventDefault()
    const first = order.value[0] ?? 0
    const now = chosen.value ?? { truth: first, predicted: first }
    const [down, right] = by
    const truth = order.value[(placeOf.value[now.truth] ?? 0) + down]
    const predicted = order.value[(placeOf.value[now.predicted] ?? 0) + right]
    if (truth !== undefined && predicted !== undefined) chosen.value = { truth, predicted }
  }

  const outline = (one: MatrixCell) => ({
    left: `${(placeOf.value[one.predicted] ?? 0) * cell.value}px`,
    top: `${(placeOf.value[one.truth] ?? 0) * cell.value}px`,
    width: `${cell.value}px`,
    height: `${cell.value}px`,
  })

  return { hovered, cell, placeOf, cellAt, step, outline }
}
