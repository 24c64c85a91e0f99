import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasGroupedDigits } from './grouped-digits'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-grouped-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ask(text: string): Promise<boolean> {
  const path = join(folder, 'text.csv')
  await writeFile(path, text)
  return hasGroupedDigits(path)
}

describe('an underscore between digits', () => {
  it('is seen anywhere', async () => {
    expect(await ask('a,b\n1_000,2\n')).toBe(true)
    expect(await ask('a,b\n1,id_1_2')).toBe(true)
    expect(await ask('a,b\n_1,1_,a_1,1_a,1__0\n')).toBe(false)
    expect(await ask('')).toBe(false)
  })

  it('is seen where the parts meet in which a file is read', async () => {
    const part = 1 << 20
    for (const before of [part - 3, part - 2, part - 1, part, part + 1]) expect(await ask(`${'x'.repeat(before)}1_0${'y'.repeat(10)}`)).toBe(true)
    for (const before of [part - 2, part - 1, part]) expect(await ask(`${'x'.repeat(before)}1_y0`)).toBe(false)
    for (const before of [part - 2, part - 1, part]) expect(await ask(`${'x'.repeat(before)}x_1`)).toBe(false)
  })
})
