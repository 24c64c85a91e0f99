import { describe, expect, it } from 'vitest'
import { subject } from '../filter/fixtures/subject'
import { fields } from '../filter/fields'
import { IndexBlock } from './index-block'
import type { IndexLine } from './index-block'
import { IndexText } from './index-text'

const idOf = (place: number) => `r-20261123-041346-${place.toString(36).padStart(5, '0')}`

function line(place: number): IndexLine {
  const { record, notes } = subject()
  const training = { ...record.experiment.training, seed: place, ...(place % 3 === 0 ? { clipNorm: 1 } : {}) }
  return {
    record: { ...record, id: idOf(place), ...(place % 2 === 0 ? { members: [idOf(1)] } : {}), experiment: { ...record.experiment, training }, test: place === 3 ? null : { loss: 1, accuracy: place / 1000 } },
    notes: { ...notes, name: place === 4 ? 'Übung\t"größer"\f\n\u2028 🎧' : `run ${place}` },
    spark: [place, 1],
  }
}

function indexOf(places: readonly number[]): IndexText {
  const index = new IndexText()
  for (const place of places) index.runs.set(idOf(place), { stamp: `${place}:1 -`, folder: place + 0.5, from: { kind: 'line', line: line(place) } })
  return index
}
const upTo = (count: number) => Array.from({ length: count }, (_, place) => place)
const all = (index: IndexText) => new Map([...index.runs].map(([id, run]) => [id, index.lineOf(run)]))
const expected = (places: readonly number[]) => new Map(places.map((place) => [idOf(place), line(place)]))

describe('IndexText', () => {
  it('gives every run back as it was, in ASCII', () => {
    const text = indexOf(upTo(600)).toText()
    expect(text).toMatch(/^[\n\f\t -~]*$/)
    const index = IndexText.parse(text)
    expect(all(index)).toEqual(expected(upTo(600)))
    expect(index.runs.get(idOf(7))).toMatchObject({ stamp: '7:1 -', folder: 7.5 })
  })

  it('writes blocks again as they were, and those that lost or changed a run anew', () => {
    const first = indexOf(upTo(512)).toText()
    const index = IndexText.parse(first)
    expect(index.toText()).toBe(first)
    index.runs.delete(idOf(5))
    index.runs.set(idOf(600), { stamp: 'new', folder: 1, from: { kind: 'line', line: line(600) } })
    const second = index.toText()
    expect(all(IndexText.parse(second))).toEqual(expected([...upTo(512).filter((place) => place !== 5), 600]))
    const columns = (text: string) => text.split('\n').filter((one) => !one.startsWith('{"version"'))
    expect(columns(second).filter((one) => one !== '' && columns(first).includes(one)).length).toBeGreaterThan(20)
    expect(index.toText()).toBe(second)
  })

  it('reads the blocks that are whole of a file that was cut off anywhere', () => {
    const text = indexOf(upTo(300)).toText()
    for (let length = 0; length < text.length; length += 997) {
      const found = all(IndexText.parse(text.slice(0, length)))
      expect([0, 256]).toContain(found.size)
      for (const [id, read] of found) expect(read).toEqual(line(Number.parseInt(id.slice(-5), 36)))
    }
  })

  it('leaves out a block with a column that is not as long as it was written', () => {
    const text = indexOf(upTo(300)).toText()
    expect(IndexText.parse(text.replace('\t', '')).runs.size).toBe(44)
    expect(IndexText.parse(text.replace('"version":6', '"version":5')).runs.size).toBe(44)
  })
})

describe('IndexBlock', () => {
  it('answers every field of the filter language by a view as by the whole run', () => {
    const lines = upTo(20).map(line)
    const block = IndexBlock.of(lines)
    for (const [row, whole] of lines.entries()) {
      const view = block.view(row)
      for (const [name, field] of fields) expect([name, field.of(view)]).toEqual([name, field.of(whole)])
      expect(view.record.members).toEqual(whole.record.members)
      const { version, name, tags, notes, archived } = view.notes
      expect({ version, name, tags, notes, archived }).toEqual(whole.notes)
      expect(view.record.experiment.name).toBe(whole.record.experiment.name)
    }
  })

  it('parses a few cells one by one, and no other column', () => {
    const block = IndexBlock.of(upTo(20).map(line))
    expect(block.value('test', 3)).toBeNull()
    expect(block.value('test', 7)).toEqual({ loss: 1, accuracy: 0.007 })
    expect(block.value('members', 3)).toBeUndefined()
    const torn = new IndexBlock(new Map(block.names.map((name) => [name, name === '.spark' ? '{' : block.textOf(name)])))
    expect(torn.view(2).record.status).toBe('completed')
    expect(() => torn.line(2)).toThrow('no cell 2')
  })
})
