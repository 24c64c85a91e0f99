import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunEntry } from '@shared/engine/analysis-methods'
import { subject } from '@shared/run/filter/fixtures/subject'
import { RunList } from '@shared/run/index/run-list'
import type { RunRecord } from '@shared/run/run-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeRunLock } from '../channel/run-lock-file'
import { indexFiles, reader } from './index-files'
import { RunIndex } from './run-index'

let dir: string
let runsDir: string
const index = () => new RunIndex(runsDir, join(dir, 'runs-index.jsonl'))
const idOf = (entry: RunEntry) => (entry.kind === 'run' ? entry.record.id : entry.id)
const line = (epoch: number) => `${JSON.stringify({ epoch, loss: 1 / epoch, validation: { loss: 2 / epoch }, learningRate: 0.001, ms: 1, step: epoch, at: '2026-11-23T04:00:00Z' })}\n`

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crossfade-index-'))
  runsDir = join(dir, 'runs')
})
afterEach(() => rmSync(dir, { recursive: true }))

function write(id: string, name: string, content: unknown): void {
  const path = join(runsDir, id, name)
  writeFileSync(`${path}.tmp`, typeof content === 'string' ? content : JSON.stringify(content))
  renameSync(`${path}.tmp`, path)
}

function addRun(tail: string, change: Partial<RunRecord> = {}): string {
  const id = `r-20261123-041346-${tail}`
  mkdirSync(join(runsDir, id), { recursive: true })
  write(id, 'run.json', { ...subject().record, id, ...change })
  write(id, 'notes.json', subject().notes)
  return id
}

const old = (path: string) => utimesSync(path, new Date(0), new Date(0))

describe('RunIndex', () => {
  it('lists runs newest first, from the files or from what it remembers of them', () => {
    const [a, b] = [addRun('aaaaa'), addRun('bbbbb')]
    appendFileSync(join(runsDir, b, 'metrics.jsonl'), line(1) + line(2))
    const fresh = index().list()
    expect(fresh.map(idOf)).toEqual([b, a])
    expect(fresh[0]).toMatchObject({ spark: [2, 1] })
    expect(index().list()).toEqual(fresh)
  })

  it('reads again what has changed, and forgets what is gone', () => {
    const [a, b] = [addRun('aaaaa'), addRun('bbbbb')]
    index().list()
    write(a, 'notes.json', { ...subject().notes, name: 'changed' })
    rmSync(join(runsDir, b), { recursive: true })
    expect(index().list()).toMatchObject([{ notes: { name: 'changed' } }])
    expect(readFileSync(join(dir, 'runs-index.jsonl'), 'utf8')).not.toContain(b)
  })

  it('lets an unreadable run hide no other, at whatever length it was cut', () => {
    const [a, b] = [addRun('aaaaa'), addRun('bbbbb')]
    const whole = readFileSync(join(runsDir, a, 'run.json'), 'utf8')
    for (let length = 0; length < whole.length; length += 37) {
      writeFileSync(join(runsDir, a, 'run.json'), whole.slice(0, length))
      const entries = index().list()
      expect(entries.map((entry) => [entry.kind, idOf(entry)])).toEqual([
        ['run', b],
        ['unreadable', a],
      ])
    }
    rmSync(join(runsDir, a, 'run.json'))
    expect(index().list()[1]).toMatchObject({ kind: 'unreadable', reason: 'run.json is missing' })
  })

  it('does without an index that is torn, foreign or not writable', () => {
    const a = addRun('aaaaa')
    index().list()
    const file = join(dir, 'runs-index.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 200))
    expect(index().list().map(idOf)).toEqual([a])
    writeFileSync(file, 'hello\n{"version":9}\n')
    expect(index().list().map(idOf)).toEqual([a])
    expect(new RunIndex(runsDir, join(dir, 'nowhere', 'index')).list().map(idOf)).toEqual([a])
  })

  it('writes what runs share once, and gives every run its own again', () => {
    const { record } = subject()
    const training = { ...record.experiment.training, seed: 7 }
    const [a, b] = [addRun('aaaaa'), addRun('bbbbb', { experiment: { ...record.experiment, training }, split: null })]
    const fresh = index().list()
    expect(index().list()).toEqual(fresh)
    const text = readFileSync(join(dir, 'runs-index.jsonl'), 'utf8')
    expect(text.split('track_genre')).toHaveLength(2)
    expect(fresh).toMatchObject([{ record: { id: b, split: null, experiment: { training: { seed: 7 } } } }, { record: { id: a, experiment: record.experiment } }])
  })

  it('reads the runs again whose part of the index was lost or spoilt', () => {
    const a = addRun('aaaaa')
    index().list()
    const file = join(dir, 'runs-index.jsonl')
    const text = readFileSync(file, 'utf8')
    for (const spoilt of [text.split('\n').slice(0, -3).join('\n'), text.replace('{"version":2', '[["version":2'), text.replace('"completed"', '"complete"d')]) {
      writeFileSync(file, spoilt)
      expect(index().list().map(idOf)).toEqual([a])
      expect(index().list()).toMatchObject([{ kind: 'run', record: { experiment: { recipe: { target: 'track_genre' } } } }])
    }
  })

  it('chooses among what the files say, where they say something else than the index, and keeps what it only looked at as it was', () => {
    const [a, b, c] = [addRun('aaaaa'), addRun('bbbbb'), addRun('ccccc', { status: 'training', epochs: 0 })]
    const named = (name: string) => index().list({ filter: `name = ${name}`, archived: true, sort: 'created', limit: null })
    index().list()
    write(a, 'notes.json', { ...subject().notes, name: 'wanted' })
    expect(named('wanted').map(idOf)).toEqual([a])
    // In place, as an editor may: its folder tells nothing of it, and a run that was chosen is looked at all the same.
    writeFileSync(join(runsDir, a, 'notes.json'), JSON.stringify({ ...subject().notes, name: 'otherwise' }))
    expect(named('wanted')).toEqual([])
    expect(named('otherwise').map(idOf)).toEqual([a])
    write(b, 'run.json', '{')
    expect(named('otherwise').map(idOf)).toEqual([a, b])
    old(join(runsDir, c, 'run.json'))
    expect(index().list({ filter: 'status = interrupted', archived: true, sort: 'created', limit: null }).map(idOf)).toEqual([c, b])
    const [views] = [new RunList(indexFiles, runsDir, join(dir, 'runs-index.jsonl'), reader).list({ filter: 'name = otherwise', archived: true, sort: 'created', limit: null }, undefined, true)]
    expect(views[0]).toMatchObject({ kind: 'run', record: { id: a, test: subject().record.test }, notes: { name: 'otherwise' } })
  })

  it('lists the newest by looking at no more of the others than whether their folders changed', () => {
    const ids = ['aaaaa', 'bbbbb', 'ccccc', 'ddddd'].map((tail) => addRun(tail))
    const newest = { filter: '', archived: true, sort: 'created', limit: 2 } as const
    index().list()
    expect(index().list(newest).map(idOf)).toEqual([ids[3], ids[2]])
    write(ids[0] ?? '', 'run.json', '{')
    expect(index().list(newest)).toMatchObject([{ kind: 'run' }, { kind: 'run' }, { kind: 'unreadable', id: ids[0] }])
    // A file that is no part of a line changes the folder once, and the index takes note of it.
    write(ids[1] ?? '', 'evaluation.json', {})
    const before = readFileSync(join(dir, 'runs-index.jsonl'), 'utf8')
    index().list(newest)
    expect(readFileSync(join(dir, 'runs-index.jsonl'), 'utf8')).not.toBe(before)
    expect(index().list(newest)).toHaveLength(3)
  })

  it('shows a run whose owner is dead as interrupted, with the epochs it finished', () => {
    const a = addRun('aaaaa', { status: 'training', epochs: 0, best: null, last: null })
    appendFileSync(join(runsDir, a, 'metrics.jsonl'), `${line(1)}${line(2)}{"epoch":3,"lo`)
    expect(index().list()).toMatchObject([{ record: { status: 'training' } }])
    old(join(runsDir, a, 'run.json'))
    expect(index().list()).toMatchObject([{ record: { status: 'interrupted', epochs: 2, best: { epoch: 2 } } }])
    const release = takeRunLock(join(runsDir, a))
    expect(index().list()).toMatchObject([{ record: { status: 'training' } }])
    release()
  })
})

describe('changes', () => {
  it('tells what others made, changed, took away and trained since', () => {
    const [a, b] = [addRun('aaaaa'), addRun('bbbbb')]
    const runs = index()
    expect(runs.list()).toHaveLength(2)
    expect(runs.changes(new Set())).toEqual({ changed: [], removed: [], epochs: [] })

    const c = addRun('ccccc', { status: 'training' })
    const release = takeRunLock(join(runsDir, c))
    write(a, 'notes.json', { ...subject().notes, name: 'changed' })
    rmSync(join(runsDir, b), { recursive: true })
    const first = runs.changes(new Set())
    expect(first.changed.map(idOf)).toEqual([c, a])
    expect(first.removed).toEqual([b])

    appendFileSync(join(runsDir, c, 'metrics.jsonl'), `${line(1)}${line(2)}{"epoch":3,`)
    expect(runs.changes(new Set()).epochs).toMatchObject([{ id: c, metrics: [{ epoch: 1 }, { epoch: 2 }] }])
    expect(runs.changes(new Set()).epochs).toEqual([])
    appendFileSync(join(runsDir, c, 'metrics.jsonl'), line(3).slice('{"epoch":3,'.length))
    expect(runs.changes(new Set()).epochs).toMatchObject([{ id: c, metrics: [{ epoch: 3 }] }])

    release()
    old(join(runsDir, c, 'run.json'))
    expect(runs.changes(new Set()).changed).toMatchObject([{ record: { id: c, status: 'interrupted' } }])
  })

  it('leaves out the runs of the one who asks', () => {
    const runs = index()
    const a = addRun('aaaaa')
    expect(runs.changes(new Set([a])).changed).toEqual([])
    expect(runs.changes(new Set()).changed.map(idOf)).toEqual([a])
  })
})
