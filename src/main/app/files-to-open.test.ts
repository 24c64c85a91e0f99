import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { filesOfSecondStart, filesToOpen } from './files-to-open'

const dir = resolve('/home/me')
const at = (name: string) => resolve(dir, name)

describe('the files that a start was given', () => {
  it('finds a file, from the folder of the start', () => {
    expect(filesToOpen(['crossfade-workbench', 'a.crossfade', at('sub/b.CROSSFADE')], dir)).toEqual([at('a.crossfade'), at('sub/b.CROSSFADE')])
  })

  it('passes over the executable, the folder of a development start, switches and other files', () => {
    expect(filesToOpen(['/opt/x.crossfade', '--no-sandbox', '/src/crossfade', '--open=a.crossfade', '-x.crossfade', 'table.csv', 'crossfade', ''], dir)).toEqual([])
  })

  it('reads the addresses of Linux desktops, with blanks and umlauts', () => {
    expect(filesToOpen(['x', pathToFileURL(at('größe 1.crossfade')).href], dir)).toEqual([at('größe 1.crossfade')])
  })

  it.each(['https://example.org/a.crossfade?x', 'file://%zz/a.crossfade', 'file://host%2f/a.crossfade'])('names no file of this computer for %s', (word) => {
    expect(filesToOpen(['x', word], dir).filter((path) => !path.startsWith(dir))).toEqual([])
  })

  it('takes each once, and no more than ten', () => {
    expect(filesToOpen(['x', 'a.crossfade', './a.crossfade'], dir)).toEqual([at('a.crossfade')])
    expect(filesToOpen(['x', ...Array.from({ length: 50 }, (_, i) => `${i}.crossfade`)], dir)).toHaveLength(10)
  })

  it('believes a second start what it found, and looks itself where it tells nothing', () => {
    expect(filesOfSecondStart({ files: [at('a.crossfade'), 7, 'relative.crossfade'] }, ['x', 'b.crossfade'], dir)).toEqual([at('a.crossfade')])
    for (const told of [undefined, null, 'x', {}, { files: 'a' }]) expect(filesOfSecondStart(told, ['x', 'b.crossfade'], dir)).toEqual([at('b.crossfade')])
  })
})
