import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { answerDialogs } from './answer-dialogs'
import { runDetail } from './begin-run'
import { expect, test } from './crossfade-app'
import { pythonWith } from './python-with'
import { choose, completed, inBothThemes, main, openTab } from './take-away-tab'

test('keeps nothing of an export that predicts something else in its target program, and says what', async ({ launch, sandbox }, info) => {
  const python = pythonWith('pandas')
  test.skip('reason' in python, 'reason' in python ? python.reason : '')
  // The target program is a NumPy whose exponential is a little off, as one built for another processor might be.
  const site = join(sandbox.dir, 'site')
  mkdirSync(site)
  writeFileSync(join(site, 'sitecustomize.py'), 'import numpy\nreal = numpy.exp\nnumpy.exp = lambda x, *rest, **more: real(numpy.multiply(x, 1.01), *rest, **more)\n')
  const { app, page } = await launch({ env: { CROSSFADE_PYTHON: 'command' in python ? python.command : '', PYTHONPATH: site } })
  await completed(page)
  await openTab(page, 'Take away')
  const panel = main(page).getByRole('region', { name: 'Export' })
  const out = join(sandbox.dir, 'out')
  mkdirSync(out)
  await answerDialogs(app, { save: join(out, 'Birds-numpy') })
  await choose(page, 'Format', 'NumPy (folder)')
  await panel.getByRole('button', { name: 'Export…' }).click()
  await expect(panel.getByRole('alert')).toContainText(/does not predict what the run predicts: row \d+ scores [\d.e-]+ instead of [\d.e-]+\. Nothing was kept of it\./, { timeout: 60_000 })
  expect(readdirSync(out)).toEqual([])
  expect(readdirSync(join(sandbox.workspace, 'tmp')).filter((name) => name.startsWith('export-'))).toEqual([])
  await inBothThemes(page, (theme) => info.outputPath(`differs-${theme}.png`))
  // What does not need that program is as good as ever.
  await choose(page, 'Format', 'TensorFlow.js (folder)')
  await answerDialogs(app, { save: join(out, 'Birds-tfjs') })
  await panel.getByRole('button', { name: 'Export…' }).click()
  await expect(panel.getByText('Written, and predicts the same')).toBeVisible({ timeout: 60_000 })
})

/** A tracking server on loopback, with its files in a folder. */
async function startMlflow(command: string, folder: string): Promise<{ readonly address: string; readonly end: () => void }> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1', '--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`, '--artifacts-destination', join(folder, 'artifacts')]
  const server = spawn(command, args, { cwd: folder, stdio: 'ignore', detached: true })
  const address = `http://127.0.0.1:${port}`
  // Its workers are processes of their own, in its group.
  const end = () => {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL')
  }
  try {
    await expect.poll(() => fetch(`${address}/health`).then(({ ok }) => ok, () => false), { timeout: 150_000 }).toBe(true)
  } catch (thrown) {
    end()
    throw thrown
  }
  return { address, end }
}

test('sends a run to an MLflow server, with its curves, its files and its model', async ({ launch, sandbox }, info) => {
  test.setTimeout(300_000)
  const python = pythonWith('mlflow')
  test.skip('reason' in python, 'reason' in python ? python.reason : '')
  const folder = join(sandbox.dir, 'mlflow')
  mkdirSync(folder)
  const { address, end } = await startMlflow('command' in python ? python.command : '', folder)
  try {
    const { page } = await launch()
    const id = await completed(page)
    await openTab(page, 'Take away')
    const panel = main(page).getByRole('region', { name: 'Export' })
    await choose(page, 'Format', 'MLflow server')
    await panel.getByRole('textbox').fill(address)
    await panel.getByRole('textbox').blur()
    await panel.getByRole('button', { name: 'Send' }).click()
    await expect(panel.getByText('Sent, and reads the same')).toBeVisible({ timeout: 120_000 })
    expect(await panel.getByRole('definition').allTextContents()).toEqual(['MLflow', expect.stringMatching(/^\d\d+$/), '0'])
    const url = await panel.locator('code').first().innerText()
    expect(url.startsWith(address)).toBe(true)
    await expect(panel.getByText(/\d+ files: .*\.onnx/)).toBeVisible()
    await inBothThemes(page, (theme) => info.outputPath(`mlflow-${theme}.png`))

    // What the server tells of it is what the run says of itself.
    const run = /runs\/(\w+)/.exec(url)?.[1] ?? ''
    const ask = async (call: string) => (await (await fetch(`${address}/api/2.0/mlflow/${call}`)).json()) as never
    const { record, metrics } = await runDetail(page, id)
    const found = (await ask(`runs/get?run_id=${run}`)) as { run: { info: { status: string; run_name: string }; data: { params: { key: string; value: string }[]; tags: { key: string; value: string }[] } } }
    expect(found.run.info).toMatchObject({ status: 'FINISHED', run_name: 'Birds' })
    expect(found.run.data.tags).toContainEqual({ key: 'crossfade.run', value: id })
    expect(found.run.data.params).toContainEqual({ key: 'training.learningRate', value: String(record.experiment.training.learningRate) })
    const history = (await ask(`metrics/get-history?run_id=${run}&metric_key=validation/loss`)) as { metrics: { step: number; value: number }[] }
    expect(history.metrics.map(({ step, value }) => [step, value])).toEqual(metrics.map(({ epoch, validation }) => [epoch, validation?.loss]))
    expect(readdirSync(join(folder, 'artifacts'), { recursive: true, encoding: 'utf8' }).map((name) => name.replace(/^.*[\\/]/, ''))).toEqual(expect.arrayContaining(['run.json', 'MLmodel']))
  } finally {
    end()
  }
})
