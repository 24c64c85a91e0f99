import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { besideBase } from '@shared/export/formats'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refuseForeignBeside, refuseForeignFile } from './what-stands-there'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-stands-'))
  await mkdir(join(dir, 'draft'))
})
afterEach(() => rm(dir, { recursive: true }))

const write = (name: string, text: string) => writeFile(join(dir, name), text)
const refused = (message: RegExp) => ({ code: 'invalid-argument', message: expect.stringMatching(message) as string })
const files = ['m.keras', 'm_preparation.json', 'm_preparation.py']

describe('a model at its place', () => {
  it('takes the place of nothing that is not known as an export of its kind', async () => {
    await expect(refuseForeignFile(join(dir, 'm.keras'), 'keras')).resolves.toBeUndefined()
    for (const [name, format] of [['m.keras', 'keras'], ['m.h5', 'h5'], ['m.onnx', 'onnx'], ['m.md', 'card']] as const) {
      await write(name, 'of another program')
      await expect(refuseForeignFile(join(dir, name), format)).rejects.toMatchObject(refused(/is there already .*Move it away, or name another file/))
    }
    await write('m.onnx', 'a graph, crossfade.interface and so on')
    await expect(refuseForeignFile(join(dir, 'm.onnx'), 'onnx')).resolves.toBeUndefined()
  })

  it('leaves a script of somebody else beside it, and says what to do', async () => {
    await write('m_preparation.py', 'print("mine")')
    for (const name of files) await write(join('draft', name), `new ${name}`)
    await expect(refuseForeignBeside(join(dir, 'm.keras'), join(dir, 'draft'), files)).rejects.toMatchObject(refused(/m_preparation\.py is there already; .*Name the model otherwise/))
    expect(await readFile(join(dir, 'm_preparation.py'), 'utf8')).toBe('print("mine")')
  })

  it('shares its preparation with another model only where the two are the same', async () => {
    const script = `"""Makes a model's inputs of raw rows, as Crossfade did when the model was trained."""`
    await write('m.h5', 'of another run')
    await write('m_preparation.py', script)
    for (const name of files) await write(join('draft', name), name.endsWith('.py') ? script : `new ${name}`)
    await expect(refuseForeignBeside(join(dir, 'm.keras'), join(dir, 'draft'), files)).resolves.toBeUndefined()
    await write(join('draft', 'm_preparation.py'), `${script}\n`)
    await expect(refuseForeignBeside(join(dir, 'm.keras'), join(dir, 'draft'), files)).rejects.toMatchObject(refused(/belongs to m\.h5/))
    // Of its own earlier export it is replaced.
    await rm(join(dir, 'm.h5'))
    await write('m.keras', 'the one before')
    await expect(refuseForeignBeside(join(dir, 'm.keras'), join(dir, 'draft'), files)).resolves.toBeUndefined()
  })
})

it('names what stands beside a model as Python can import it', () => expect(besideBase('a-b c.v2.keras')).toBe('a_b_c_v2'))
