import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beginRun, runDetail, status } from './begin-run'
import { expect, test } from './crossfade-app'
import type { Fixtures } from './crossfade-app'
import { repository } from './electron-under-test'

const dist = join(repository, 'dist')

/** The executable of the unpacked application, or why there is none to test. */
function packagedApp(): { readonly executable: string } | { readonly missing: string } {
  const folder = existsSync(dist) ? readdirSync(dist).find((name) => name.endsWith('-unpacked')) : undefined
  const names = { linux: 'crossfade', win32: 'Crossfade.exe' } as const
  const name = process.platform === 'linux' || process.platform === 'win32' ? names[process.platform] : undefined
  if (folder === undefined || name === undefined) return { missing: 'there is no packaged application; npm run test:deep makes one and tests it' }
  const executable = join(dist, folder, name)
  const archive = join(dist, folder, 'resources', 'app.asar')
  const built = join(repository, 'out', 'build.json')
  if (existsSync(built) && statSync(archive).mtimeMs < statSync(built).mtimeMs) {
    return { missing: 'the packaged application is older than the build; npm run test:deep makes it anew' }
  }
  return { executable }
}

async function trainsOneEpoch({ launch, sandbox }: Fixtures, executable: string): Promise<void> {
  const { app, page } = await launch({ packaged: executable })
  expect(await app.evaluate(({ app: electron }) => electron.isPackaged)).toBe(true)
  await expect(page.getByText(/TensorFlow \d+\.\d+/)).toBeVisible({ timeout: 60_000 })
  const id = await beginRun(page, 'songs', { epochs: 1 })
  await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
  const { record, metrics } = await runDetail(page, id)
  expect(metrics).toHaveLength(1)
  expect(record.test?.['accuracy']).toBeGreaterThan(0)
  const model = JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, 'model', 'best', 'model.json'), 'utf8')) as { format: string }
  expect(model.format).toBe('layers-model')
}

test('the packaged application starts and trains one epoch', async ({ launch, sandbox }) => {
  const found = packagedApp()
  test.skip('missing' in found, 'missing' in found ? found.missing : '')
  if ('executable' in found) await trainsOneEpoch({ launch, sandbox }, found.executable)
})

test('npm run package makes an application that starts and trains one epoch', { tag: '@deep' }, async ({ launch, sandbox }) => {
  test.setTimeout(600_000)
  execFileSync(process.execPath, [join(repository, 'scripts', 'run.mjs'), 'package', '--no-archive'], { stdio: 'ignore' })
  const found = packagedApp()
  if ('missing' in found) throw new Error(found.missing)
  await trainsOneEpoch({ launch, sandbox }, found.executable)
})
