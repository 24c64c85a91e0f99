import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Recipe } from '@shared/recipe/recipe'
import { createRandom } from '@shared/maths/random'
import { Database, quoteText } from '../../data/duckdb'
import { toCsv } from '../../data/fixtures/made-table'
import { dateFormats, dateSql } from '../../data/table/column-kind'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { parsePredictions } from '../check/compare-predictions'
import { readNpy } from '../files'
import { fitRecipe, predictSample, saveRandomModel } from '../fixtures/random-case'
import { pythonWith } from '../fixtures/python-with'
import { secondsOf } from '../onnx/feed-columns'
import { writeModel } from '../write-model'

// The environment with pandas has NumPy as well.
const python = pythonWith('pandas')
const skipped = python.reason === '' ? '' : ` (skipped: ${python.reason})`
const folder = temporaryFolder('crossfade-preparation-')

/** Columns as they are trained on: yes/no in words, in words that were found and in figures; dates in every way that is told apart. */
const trained: Readonly<Record<string, (n: number) => string>> = {
  words: (n) => ['True', 'false', 'TRUE'][n % 3] ?? '',
  answers: (n) => ['yes', 'No'][n % 2] ?? '',
  letters: (n) => ['t', 'F', 'f'][n % 3] ?? '',
  figures: (n) => ['1.0', '0.0', '0', '1'][n % 4] ?? '',
  mixed: (n) => ['1.0', 'true', 'no', '0', 'Y', 'F', 'yes'][n % 7] ?? '',
  day: (n) => `20${10 + (n % 15)}-${1 + (n % 9)}-${10 + (n % 18)}`,
  instant: (n) => `20${10 + (n % 15)}-0${1 + (n % 9)}-1${n % 9}T0${n % 10}:1${n % 10}:2${n % 10}.5+0${n % 5}:30`,
  slashes: (n) => `20${10 + (n % 15)}/${1 + (n % 12)}/${1 + (n % 28)}`,
  american: (n) => `${1 + (n % 12)}/${13 + (n % 15)}/20${10 + (n % 15)} 0${n % 10}:15`,
  english: (n) => `${13 + (n % 15)}/${1 + (n % 12)}/20${10 + (n % 15)} 0${n % 10}:15:30`,
  german: (n) => `${1 + (n % 28)}.${1 + (n % 12)}.20${10 + (n % 15)}`,
  dashes: (n) => `${1 + (n % 28)}-0${1 + (n % 9)}-20${10 + (n % 15)}`,
}
const names = Object.keys(trained)
const booleans = names.slice(0, 5)

const words = ['1', '0', '1.0', '0.0', '1.00', '0.000', '01', '00', '+1', '-0', '-0.0', '1e0', '10e-1', '0.5', '2', '-1', 'True', 'true', 'TRUE', ' true', 'false ', 'False', 'yes', 'Yes', 'YES', 'no', 'NO', 't', 'T', 'f', 'y', 'Y', 'n', 'N', 'ja', 'wahr', '1,0', 'true1', 'none', '']
const dates = [
  ...['2024-02-29', '2023-02-29', '2024-1-2', '2024-01-02', ' 2024-01-02 ', '1969-12-31', '1900-03-01', '2024-13-01', '2024-00-10', '2024-01-32', '20240102', '2024-01', '2024', '24-01-02', '2024 01 02', '2024\\01\\02', '2024-01/02', '02024-01-02', '2024.01.02'],
  ...['2024-01-02T03:04:05', '2024-01-02 03:04:05', '2024-01-02 03:04', '2024-01-02T03:04:05Z', '2024-01-02T03:04:05+02:00', '2024-01-02 03:04:05-05:30', '2024-01-02 23:30:00-02', '2024-01-02 03:04:05.25', '2024-01-02 03:04:05.123456', '1969-12-31 23:59:59.5', '2024-01-02 25:00:00', '2024-01-02 03:60:00', '2024-12-31 23:59:59'],
  ...['2024/02/29', '2024/2/9', '2023/02/29', '2024/13/01', '02/29/2024 07:15', '2/9/2024 7:15', '13/09/2024 07:15', '29/02/2024 07:15:30', '9/2/2024 7:15:30', '31/04/2024 07:15:30'],
  ...['29.02.2024', '9.2.2024', '31.04.2024', '29-02-2024', '9-2-2024', '31-04-2024', 'yesterday', '0', '1704164645', 'true', ''],
]

async function exported(): Promise<{ readonly out: string; readonly sample: string; readonly features: string; readonly reference: string; readonly target: Parameters<typeof parsePredictions>[1] }> {
  mkdirSync(folder, { recursive: true })
  const cells = Array.from({ length: 420 }, (_, n) => [...names.map((name) => (n % 11 === 10 ? null : (trained[name]?.(n) ?? ''))), ['red', 'green', 'blue'][n % 3] ?? ''])
  const recipe: Recipe = {
    task: 'classification',
    target: 'colour',
    columns: { features: names, ignored: [], types: { figures: 'boolean', mixed: 'boolean' } },
    rows: [],
    steps: [
      { kind: 'impute-number', columns: 'all', method: 'median', indicator: true },
      { kind: 'impute-category', columns: 'all', method: 'mode' },
      { kind: 'date-parts', columns: 'all', parts: ['year', 'month', 'day', 'weekday', 'hour', 'time'] },
      { kind: 'scale', columns: 'all', method: 'standard' },
    ],
    split: { method: 'random', validation: 0.15, test: 0.25, seed: 7 },
  }
  const pipeline = await fitRecipe(folder, toCsv([...names, 'colour'], cells), recipe)
  const modelDir = join(folder, 'model')
  saveRandomModel({ layers: [{ kind: 'dense', units: 8, activation: 'tanh' }], output: { activation: 'softmax' } }, pipeline, createRandom(3), modelDir)
  const positive = { index: 1, threshold: null } as const
  const rows = Math.max(words.length, dates.length)
  // Every spelling in every column of its kind, and the same row a few times over.
  const table = toCsv(names, Array.from({ length: 3 * rows }, (_, n) => names.map((name, c) => (booleans.includes(name) ? words[(n + c * 7) % words.length] : dates[(n + c * 5) % dates.length]) ?? '')))
  const made = await predictSample(folder, table, pipeline, positive, modelDir)
  const out = join(folder, 'numpy')
  mkdirSync(out)
  await writeModel({ format: 'numpy', modelDir, pipeline, positive, title: 'dates', out, name: 'numpy' })
  return { out, ...made, target: pipeline.target }
}

const script = `
import sys
sys.path.insert(0, sys.argv[1])
import json, numpy
from preparation import prepare, read_table
pipeline = json.load(open(sys.argv[1] + "/pipeline.json", encoding="utf-8"))
numpy.save(sys.argv[3], prepare(read_table(sys.argv[2], pipeline), pipeline))
`

/** The ways of writing dates that are told apart. */
const formats = dateFormats.map(({ format }) => format)

describe('a date', () => {
  it('is fed to an ONNX graph as Crossfade reads it, in every spelling', async () => {
    const db = await Database.open({ tmp: folder })
    try {
      const own = await db.row(`SELECT ${formats.flatMap((format) => dates.map((text) => dateSql(quoteText(text), format))).join(', ')}`)
      const fed = formats.flatMap((format) => dates.map((text) => ({ format, text, seconds: secondsOf(text.trim(), format) })))
      expect(fed.filter(({ seconds }, at) => (Number.isNaN(seconds) ? null : seconds) !== own[at]).map(({ format, text, seconds }) => `${text} as ${format} is ${seconds}`)).toEqual([])
      expect(own.filter((seconds) => seconds !== null).length).toBeGreaterThan(30)
    } finally {
      db.close()
    }
  })
})

describe('the exported Python programs', () => {
  it.skipIf(python.command === null)(`read yes, no and dates in every spelling as Crossfade does, and predict the same${skipped}`, async () => {
    const { out, sample, features, reference, target } = await exported()
    const run = (...args: readonly string[]) => execFileSync(python.command ?? '', [...args], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } })
    const path = join(folder, 'inputs.npy')
    writeFileSync(join(folder, 'prepare.py'), script)
    run(join(folder, 'prepare.py'), out, sample, path)
    const [own, theirs] = [await readNpy(features), await readNpy(path)]
    expect(theirs.shape).toEqual(own.shape)
    const { features: made } = JSON.parse(readFileSync(join(out, 'pipeline.json'), 'utf8')) as { features: string[] }
    const lines = readFileSync(sample, 'utf8').split('\n')
    const width = own.shape[1] ?? 1
    const other = [...own.values.keys()].filter((at) => !Object.is(own.values[at], theirs.values[at]) && own.values[at] !== theirs.values[at])
    expect(other.map((at) => `${made[at % width] ?? ''}: ${own.values[at] ?? ''}, not ${theirs.values[at] ?? ''}, of ${lines[1 + Math.floor(at / width)] ?? ''}`)).toEqual([])

    const predictions = join(folder, 'predictions.csv')
    run(join(out, 'predict.py'), sample, predictions)
    const [expected, found] = [reference, predictions].map((file) => parsePredictions(readFileSync(file, 'utf8'), target))
    expect(found?.labels).toEqual(expected?.labels)
    found?.scores.flat().forEach((score, at) => expect(Math.abs(score - (expected?.scores.flat()[at] ?? NaN))).toBeLessThan(1e-6))
  }, 120_000)
})
