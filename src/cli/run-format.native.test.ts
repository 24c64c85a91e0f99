import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

/** A Python with NumPy: the one there is, else one that the set-up makes in the cache folder; CROSSFADE_PYTHON names another one. */
const found = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '-e', "process.stdout.write(JSON.stringify((await import('./scripts/setup/numpy.mjs')).numpyPython()))"], { encoding: 'utf8' }),
) as { readonly command: string } | { readonly reason: string }
const python = 'command' in found ? found.command : ''
const hasNumpy = python !== ''

const page = await readFile('docs/run-format.md', 'utf8')
const snippet = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
let folder: string
let dir: string
let result: { readonly test: { readonly accuracy: number }; readonly epochs: number }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-format-'))
  const crossfade = await CommandLine.open(folder)
  const { value } = await crossfade.json('train', penguins, '--target', 'species', '--epochs', '3', '--keep-every', '2')
  dir = (value['run'] as { dir: string }).dir
  result = value as unknown as typeof result
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('docs/run-format.md', () => {
  it.skipIf(!hasNumpy)(`reads a run with its Python snippet${hasNumpy ? '' : ` (skipped: ${'reason' in found ? found.reason : ''})`}`, async () => {
    const script = join(folder, 'read.py')
    await writeFile(
      script,
      `${snippet}
import sys
record, epochs, scores, labels, rows = read_run(sys.argv[1])
weights = read_weights(sys.argv[1])
assert scores.dtype == np.float32 and rows.dtype == np.int32 and len(rows) == len(labels) == len(scores) == record["split"]["test"]
assert sum(array.size for array in weights.values()) == record["parameters"]["total"]
print(json.dumps({"accuracy": float((scores.argmax(axis=1) == labels).mean()), "epochs": [epoch["epoch"] for epoch in epochs]}))
`,
    )
    const read = JSON.parse(execFileSync(python, [script, dir], { encoding: 'utf8' })) as { accuracy: number; epochs: number[] }
    expect(read.accuracy).toBeCloseTo(result.test.accuracy, 12)
    expect(read.epochs).toEqual([1, 2, 3])
  })

  it('names every file that a run has, and none of its own invention', async () => {
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    const known = [
      /^(run|notes|pipeline|evaluation|importance)\.json$/,
      /^metrics\.jsonl$/,
      /^checkpoint$/,
      /^log\.txt$/,
      /^model\/(best|last|epoch-\d+)\/(model\.json|weights-[0-9a-f]{8}\.bin)$/,
      /^scores\/(validation|test)(-labels|-rows|-keys)?\.npy$/,
    ]
    expect(files.filter((file) => !known.some((pattern) => pattern.test(file)))).toEqual([])
    for (const name of ['model/epoch-2/model.json', 'scores/test-rows.npy', 'evaluation.json', 'checkpoint']) expect(files).toContain(name)
  })
})
