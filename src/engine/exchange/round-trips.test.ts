import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modelFormats } from '@shared/export/formats'
import { temporaryFolder } from '../trainer/fixtures/temporary-folder'
import { randomCase, writeCase } from './fixtures/random-case'
import { loadOnnxRuntime } from './onnx/onnxruntime'
import { pythonWith } from './fixtures/python-with'

const keras = pythonWith('keras')
// The environment with Keras has NumPy as well.
if (keras.command !== null) Object.assign(process.env, { CROSSFADE_PYTHON: keras.command, KERAS_BACKEND: 'jax' })
const skipped = keras.reason === '' ? '' : ` (skipped: ${keras.reason})`
const folder = temporaryFolder('crossfade-round-trips-')
const cases = Array.from({ length: 24 }, (_, seed) => seed)

describe('random stacks behind random recipes', () => {
  it.each(cases)('come back the same from every format, read by our own readers and by TensorFlow: case %i', async (seed) => {
    const one = await randomCase(join(folder, `own-${seed}`), seed)
    for (const format of modelFormats) {
      const { check } = await writeCase(one, format, true)
      const checked = await check()
      expect(checked.rows).toBeGreaterThanOrEqual(1000)
    }
  })

  it.skipIf(loadOnnxRuntime() === null)('run in onnxruntime', async () => {
    for (const seed of cases) {
      const one = await randomCase(join(folder, `onnx-${seed}`), seed)
      expect((await (await writeCase(one, 'onnx', false)).check()).by).toMatch(/^onnxruntime/)
    }
  })

  it.skipIf(keras.command === null)(`run in NumPy by the predict.py that goes with them${skipped}`, async () => {
    for (const seed of cases.slice(0, 6)) {
      const one = await randomCase(join(folder, `numpy-${seed}`), seed)
      expect((await (await writeCase(one, 'numpy', false)).check()).by).toMatch(/^NumPy/)
    }
  }, 300_000)

  it.skipIf(keras.command === null)(`open in Keras 3${skipped}`, async () => {
    for (const seed of [5]) {
      const one = await randomCase(join(folder, `keras-${seed}`), seed)
      for (const format of ['keras', 'h5'] as const) expect((await (await writeCase(one, format, false)).check()).by).toMatch(/^Keras 3/)
    }
  }, 600_000)
})
