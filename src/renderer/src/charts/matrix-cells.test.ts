// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { ref, shallowRef } from 'vue'
import { useMatrixCells } from './matrix-cells'
import type { MatrixCell } from './matrix-cells'

/** Three classes, drawn in the order 2, 0, 1 on a square of 30 pixels at (100, 50). */
function threeClasses(at: MatrixCell | null = null) {
  const chosen = ref<MatrixCell | null>(at)
  const canvas = document.createElement('canvas')
  canvas.getBoundingClientRect = () => new DOMRect(100, 50, 30, 30)
  return { chosen, cells: useMatrixCells({ canvas: shallowRef(canvas), order: ref([2, 0, 1]), side: ref(30), chosen }) }
}

describe('the cells of a drawn matrix', () => {
  it('are found under the pointer in the order they are drawn in', () => {
    const { cells } = threeClasses()
    expect(cells.cellAt(new MouseEvent('mousemove', { clientX: 125, clientY: 51 }))).toEqual({ truth: 2, predicted: 1 })
    expect(cells.cellAt(new MouseEvent('mousemove', { clientX: 131, clientY: 51 }))).toBeNull()
  })

  it('are walked over with the arrow keys, to the edge and not beyond', () => {
    const { chosen, cells } = threeClasses({ truth: 0, predicted: 0 })
    const press = (key: string) => cells.step(new KeyboardEvent('keydown', { key }))
    press('ArrowRight')
    expect(chosen.value).toEqual({ truth: 0, predicted: 1 })
    press('ArrowRight')
    expect(chosen.value).toEqual({ truth: 0, predicted: 1 })
    press('ArrowUp')
    expect(chosen.value).toEqual({ truth: 2, predicted: 1 })
    press('Tab')
    expect(chosen.value).toEqual({ truth: 2, predicted: 1 })
  })

  it('are outlined where they are drawn', () => {
    expect(threeClasses().cells.outline({ truth: 0, predicted: 2 })).toEqual({ left: '0px', top: '10px', width: '10px', height: '10px' })
  })
})
