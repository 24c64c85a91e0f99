import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnsWithGroupedDigits } from './grouped-digits'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-grouped-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ask(text: string, width = 2): Promise<number[] | null> {
  const path = join(folder, 'text.csv')
  await writeFile(path, text)
  const columns = await columnsWithGroupedDigits(path, { delimiter: ',', quote: '"', header: true, width })
  return columns === null ? null : [...columns].sort()
}

describe('columns with an underscore between digits', () => {
  it('are told by their cells, not by their names', async () => {
    expect(await ask('a,b\n1_000,2\n')).toEqual([0])
    expect(await ask('a,b\r\n1,id_1_2\r\n3,4\r\n5_6,7')).toEqual([0, 1])
    expect(await ask('a_1_2,b\n1,2\n')).toEqual([])
    expect(await ask('a,b\n_1,1_\na_1,1_a\n1__0,x\n')).toEqual([])
    expect(await ask('')).toEqual([])
  })

  it('are told where cells are quoted', async () => {
    expect(await ask('a,b\n"x, ""y""",1_0\n"1_0, z",2\n')).toEqual([0, 1])
    expect(await ask('a,b\n"over\nlines",2\n3,4_5\n')).toEqual([1])
  })

  it('are not told where a line is no record by itself', async () => {
    expect(await ask('a,b\n"over\n1_0",2\n')).toBeNull()
    expect(await ask('a,b\n"x\n1,1_0\ny",2\n')).toBeNull()
    expect(await ask('a,b\n1_0,2,3\n')).toBeNull()
    // One quote too many, and nothing behind it is certain.
    expect(await ask('a,b\n5",2\n3,1_0\n')).toBeNull()
  })

  it('are told wherever the parts meet in which a file is read', async () => {
    const part = 1 << 20
    const head = `a,b\n${'x,"y"\n'.repeat((part - 64) / 6)}`
    for (let off = -8; off <= 8; off++) {
      const padding = 'z'.repeat(part + off - head.length)
      expect(await ask(`${head}${padding},1_0\n"1",2\n`)).toEqual([1])
      expect(await ask(`${head}${padding},1_y0\n"1",2\n`)).toEqual([])
    }
  })
})
