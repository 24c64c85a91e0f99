import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import { beginRun, runDetail, status } from './begin-run'
import { expect, test } from './crossfade-app'
import type { Sandbox } from './crossfade-app'
import { repository } from './electron-under-test'
import { fusesOf, packagedApp, startPackaged } from './packaged-app'
import type { Packaged } from './packaged-app'

const run = promisify(execFile)

/** The packaged application; the test is skipped, with the reason, where there is none. */
function found(): Packaged {
  const packaged = packagedApp()
  test.skip('missing' in packaged, 'missing' in packaged ? packaged.missing : '')
  if ('missing' in packaged) throw new Error(packaged.missing)
  return packaged
}

/** Trains a network and trees, and starts the engine for other programs' formats. */
async function works(packaged: Packaged, sandbox: Sandbox): Promise<void> {
  const { page, said, end } = await startPackaged(packaged, sandbox, ['--inspect=0'])
  try {
    await expect(page.getByText(/TensorFlow \d+\.\d+/)).toBeVisible({ timeout: 60_000 })
    const id = await beginRun(page, 'songs', { epochs: 1 })
    await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
    const { record, metrics } = await runDetail(page, id)
    expect(metrics).toHaveLength(1)
    expect(record.test?.['accuracy']).toBeGreaterThan(0)
    const model = JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, 'model', 'best', 'model.json'), 'utf8')) as { format: string }
    expect(model.format).toBe('layers-model')
    const trees = await beginRun(page, 'penguins', {}, defaultBaseline('boosted-trees'))
    await expect.poll(() => status(page, trees), { timeout: 60_000 }).toBe('completed')
    // An exchange engine that was started asks the server that it is told of.
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      response.writeHead(500).end('no')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const answer = await page.evaluate((argument) => window.crossfade.exportRun(argument), { id, format: 'mlflow' as const, epoch: 'best' as const, address: `http://127.0.0.1:${port}` })
    server.close()
    expect(answer).toMatchObject({ ok: false })
    expect(asked).toBeGreaterThan(0)
    // The fuse: --inspect opens nothing.
    expect(said()).not.toContain('Debugger listening')
  } finally {
    await end()
  }
}

test('the packaged application starts, trains a network and trees, and reaches other programs', async ({ sandbox }) => {
  await works(found(), sandbox)
})

test('the packaged binary runs nothing but its archive', () => {
  const packaged = found()
  // RunAsNode, cookie encryption, NODE_OPTIONS, --inspect, archive integrity, archive only: 0 is off, 1 is on.
  expect(fusesOf(packaged.executable)).toMatch(/^0[01]0011/)
  expect(existsSync(join(packaged.resources, 'app'))).toBe(false)
})

test('the packaged terminal command trains on the packaged sample and takes the run away', async ({ sandbox }) => {
  const { resources } = found()
  const command = join(resources, 'bin', process.platform === 'win32' ? 'crossfade.cmd' : 'crossfade')
  // Nothing of this machine's Node.
  const env = { HOME: sandbox.dir, PATH: '/usr/bin:/bin', CROSSFADE_CONFIG_DIR: join(sandbox.dir, 'config'), NODE_OPTIONS: '--not-an-option' }
  const say = async (...words: string[]) => (await run(command, words, { env, cwd: sandbox.dir })).stdout
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string }
  expect((await say('--version')).trim()).toBe(version)
  const penguins = join(resources, 'app.asar.unpacked', 'resources', 'samples', 'palmer_penguins.csv')
  const trained = JSON.parse(await say('train', penguins, '--target', 'species', '--epochs', '3', '--workspace', sandbox.workspace, '--json')) as { run: { id: string; status: string }; epochs: number }
  expect(trained).toMatchObject({ run: { status: 'completed' }, epochs: 3 })
  const out = join(sandbox.dir, 'penguins.onnx')
  const exported = JSON.parse(await say('export', trained.run.id, '--format', 'onnx', '--out', out, '--workspace', sandbox.workspace, '--json')) as { checked: { rows: number; maxDifference: number } }
  expect(exported.checked.rows).toBeGreaterThan(300)
  expect(exported.checked.maxDifference).toBeLessThan(1e-4)
})

/** Debian's own program that makes and opens its packages. */
function hasDebian(): boolean {
  try {
    execFileSync('dpkg-deb', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('npm run package makes an application that starts and trains', { tag: '@deep' }, async ({ sandbox }) => {
  test.setTimeout(600_000)
  execFileSync(process.execPath, [join(repository, 'scripts', 'run.mjs'), 'package', '--no-archive', ...(hasDebian() ? ['--deb'] : [])], { stdio: 'ignore' })
  const packaged = packagedApp()
  if ('missing' in packaged) throw new Error(packaged.missing)
  await works(packaged, sandbox)
})

test('the Debian package brings the same application, its command, and what the desktop needs to know', { tag: '@deep' }, async ({ sandbox }) => {
  test.setTimeout(600_000)
  const dist = join(repository, 'dist')
  const deb = existsSync(dist) ? readdirSync(dist).find((name) => name.endsWith('.deb')) : undefined
  test.skip(deb === undefined, 'there is no Debian package: npm run package -- --deb makes one where dpkg-deb is')
  const tree = join(sandbox.dir, 'installed')
  execFileSync('dpkg-deb', ['--extract', join(dist, deb ?? ''), tree])
  const home = join(tree, 'opt', 'Crossfade')
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string }
  expect(execFileSync('dpkg-deb', ['--field', join(dist, deb ?? ''), 'Version'], { encoding: 'utf8' }).trim()).toBe(version)
  expect(execFileSync(join(home, 'resources', 'bin', 'crossfade'), ['--version'], { encoding: 'utf8' }).trim()).toBe(version)
  // Everybody may read it, and nobody but root owns it.
  const listed = execFileSync('dpkg-deb', ['--contents', join(dist, deb ?? '')], { encoding: 'utf8', maxBuffer: 1 << 26 }).trim().split('\n')
  for (const line of listed) expect(line).toMatch(/^[-dl]rw[xs]r-[x-]r-[x-] root\/root|^-rw-r--r-- root\/root|^lrwxrwxrwx root\/root/)
  expect(listed.filter((line) => line.startsWith('-rws')).map((line) => line.replace(/^.*\//, ''))).toEqual(['chrome-sandbox'])
  await works({ executable: join(home, 'crossfade-workbench'), resources: join(home, 'resources') }, sandbox)
})
