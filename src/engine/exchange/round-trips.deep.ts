import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modelFormats } from '@shared/export/formats'
import { temporaryFolder } from '../trainer/fixtures/temporary-folder'
import { randomCase, writeCase } from './fixtures/random-case'
import { pythonWith } from './fixtures/python-with'

const keras = pythonWith('keras')
if (keras.command !== null) Object.assign(process.env, { CROSSFADE_PYTHON: keras.command, KERAS_BACKEND: 'jax' })
const folder = temporaryFolder('crossfade-round-trips-')

describe('many random stacks behind random recipes', () => {
  it('come back the same from every format', async () => {
    for (let seed = 100; seed < 300; seed++) {
      const one = await randomCase(join(folder, `own-${seed}`), seed)
      for (const format of modelFormats) {
        await (await writeCase(one, format, true)).check()
        if (format === 'onnx') await (await writeCase(one, format, false)).check()
      }
    }
  })

  it.skipIf(keras.command === null)('run in NumPy', async () => {
    for (let seed = 300; seed < 340; seed++) expect((await (await writeCase(await randomCase(join(folder, `numpy-${seed}`), seed), 'numpy', false)).check()).by).toMatch(/^NumPy/)
  })

  it.skipIf(keras.command === null)('open in Keras 3', async () => {
    for (let seed = 340; seed < 350; seed++) {
      const one = await randomCase(join(folder, `keras-${seed}`), seed)
      for (const format of ['keras', 'h5'] as const) expect((await (await writeCase(one, format, false)).check()).by).toMatch(/^Keras 3/)
    }
  })
})
