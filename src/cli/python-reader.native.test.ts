import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-reader-'))
const ask = (script: string): { readonly command?: string; readonly reason?: string } => JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', `process.stdout.write(JSON.stringify(${script} ?? {}))`], { encoding: 'utf8', timeout: 700_000 })) as never
const plain = ask("(await import('./scripts/setup/python.mjs')).findPython()")
const pandas = ask("(await import('./scripts/setup/exchange-python.mjs')).pythonWith('pandas')")
const shown = new Map<string, string>()
let cli: CommandLine

beforeAll(async () => {
  cli = await CommandLine.open(folder)
  for (const target of ['species', 'body_mass_g']) {
    await cli.run('train', penguins, '--target', target, '--epochs', '3', '--name', target)
    const path = join(folder, `${target}.json`)
    writeFileSync(path, (await cli.run('show', target, '--json')).stdout)
    shown.set(target, path)
  }
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (python: string, target: string): string =>
  execFileSync(python, [resolve('python/test_crossfade_reader.py'), join(folder, 'workspace'), shown.get(target) ?? ''], { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).trim()

describe('python/crossfade_reader.py', () => {
  it.skipIf(plain.command === undefined)('reads runs as Crossfade shows them, with nothing but Python (skipped where there is none)', () => {
    for (const target of shown.keys()) expect(read(plain.command ?? '', target)).toMatch(/^(plain|pandas)$/)
  }, 60_000)

  it.skipIf(pandas.command === undefined)(`gives DataFrames where pandas is installed${pandas.reason === undefined ? '' : ` (skipped: ${pandas.reason})`}`, () => {
    for (const target of shown.keys()) expect(read(pandas.command ?? '', target)).toBe('pandas')
  }, 60_000)
})
