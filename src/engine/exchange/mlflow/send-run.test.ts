import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { pythonWith } from '../fixtures/python-with'
import { told } from '../fixtures/told-run'
import { mixedGraph } from './fixtures/mixed-graph'
import { send } from './http'
import { modelArtifacts } from './model-artifacts'
import { readMlflowRuns } from './read-folder'
import { sendRun } from './send-run'

const folder = temporaryFolder('crossfade-mlflow-')
const signal = new AbortController().signal
let server: ChildProcess | null = null
/** Its address, where it runs. */
let serving: string | null = null
afterAll(() => {
  if (server?.pid !== undefined) process.kill(-server.pid, 'SIGKILL')
})

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function started(command: string): Promise<string> {
  const port = await freePort()
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1', '--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`, '--artifacts-destination', join(folder, 'artifacts')]
  server = spawn(command, args, { cwd: folder, stdio: 'ignore', detached: true })
  const address = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 240; attempt++) {
    const healthy = await send(new URL(`${address}/health`), 'GET', null, 'text/plain').then(() => true, () => false)
    if (healthy) return address
    await new Promise((done) => setTimeout(done, 500))
  }
  throw new Error('The MLflow server did not start.')
}

const python = pythonWith('mlflow')

describe('an MLflow tracking server', () => {
  it.skipIf(python.command === null)(`holds the run that was sent, with its files${python.reason === '' ? '' : ` (skipped: ${python.reason})`}`, async () => {
    const address = (serving ??= await started(python.command ?? ''))
    const artifact = join(folder, 'run.json')
    writeFileSync(artifact, '{"a":1}')
    const sent = await sendRun(address, 'crossfade: größe', told, [{ path: artifact, name: 'run/run.json' }], signal)
    expect(sent.artifacts).toEqual(['run/run.json'])
    expect(sent.checked).toEqual({ by: 'MLflow', rows: 7, maxDifference: 0 })
    const ask = async (call: string) => JSON.parse(await send(new URL(`${address}/api/2.0/mlflow/${call}`), 'GET', null, 'application/json')) as never
    const { run } = (await ask(`runs/get?run_id=${sent.run}`)) as { run: { info: { status: string; run_name: string }; data: { params: { key: string; value: string }[]; tags: { key: string; value: string }[] } } }
    expect(run.info).toMatchObject({ status: 'FINISHED', run_name: told.name })
    expect(run.data.params).toContainEqual({ key: 'training.learningRate', value: '0.001' })
    expect(run.data.tags).toContainEqual({ key: 'crossfade.run', value: told.id })
    const { metrics } = (await ask(`metrics/get-history?run_id=${sent.run}&metric_key=validation/loss`)) as { metrics: { step: number; value: number; timestamp: number }[] }
    expect(metrics.map(({ step, value }) => [step, value])).toEqual([[1, 1.5], [2, 0.75], [3, 0.5]])
    expect(await send(new URL(`${address}/api/2.0/mlflow-artifacts/artifacts/${sent.experiment}/${sent.run}/artifacts/run/run.json`), 'GET', null, 'text/plain')).toBe('{"a":1}')
    expect((await sendRun(address, 'crossfade: größe', told, [], signal)).experiment).toBe(sent.experiment)
  }, 240_000)

  it.skipIf(python.command === null)(`loads the model that was sent, and predicts a table with it${python.reason === '' ? '' : ` (skipped: ${python.reason})`}`, async () => {
    const address = (serving ??= await started(python.command ?? ''))
    const graph = await mixedGraph(join(folder, 'graph'))
    const sent = await sendRun(address, 'crossfade: models', told, modelArtifacts(graph.path), signal)
    expect(sent.artifacts).toEqual(['model/model.onnx', 'model/code/crossfade_loader.py', 'model/requirements.txt', 'model/MLmodel'])
    const script = `
import json, sys
import mlflow, pandas
mlflow.set_tracking_uri(sys.argv[1])
model = mlflow.pyfunc.load_model(f"runs:/{sys.argv[2]}/model")
tables = [pandas.DataFrame(rows) for rows in json.loads(sys.argv[3])]
print(json.dumps([model.predict(table).to_dict("records") for table in tables]))
`
    const whole = [{ size: 1, home: 'north', extra: 1 }, { size: null, home: 'south', extra: 2 }, { size: 3, home: null, extra: 3 }]
    const tables = [whole, whole.map(({ size }) => ({ size }))]
    const found = JSON.parse(execFileSync(python.command ?? '', ['-c', script, address, sent.run, JSON.stringify(tables)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as { prediction: string; score: number }[][]
    const expected = (size: number | null, home: string | null) => graph.scoreOf(size, home)
    for (const [place, row] of whole.entries()) {
      expect(found[0]?.[place]?.score).toBeCloseTo(expected(row.size, row.home), 6)
      expect(found[1]?.[place]?.score).toBeCloseTo(expected(row.size, null), 6)
    }
    expect(found[0]?.map(({ prediction }) => prediction)).toEqual(whole.map(({ size, home }) => graph.labelOf(size, home)))
  }, 240_000)

  it('that nobody runs, or that is none, is said in one line', async () => {
    const port = await freePort()
    await expect(sendRun(`http://127.0.0.1:${port}`, 'x', told, [], signal)).rejects.toMatchObject({ code: 'server-unavailable', message: expect.stringContaining('Is the server running') as string })
    await expect(sendRun('ftp://127.0.0.1', 'x', told, [], signal)).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(sendRun('nonsense', 'x', told, [], signal)).rejects.toMatchObject({ code: 'invalid-argument' })
  })
})

describe('a server that is another program', () => {
  const answers: Record<string, string> = {}
  const other = createHttpServer((request, answer) => answer.end(answers[(request.url ?? '').replace(/^.*mlflow\//, '').replace(/\?.*$/, '')] ?? 'welcome'))
  afterAll(() => other.close())

  it('is said to be no tracking server, with the field that is wrong', async () => {
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const bound = other.address()
    const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
    const sending = () => sendRun(address, 'x', told, [], signal)
    const refused = (words: string) => ({ code: 'server-unavailable', message: expect.stringContaining(words) as string })
    await expect(sending()).rejects.toMatchObject(refused(`experiments/get-by-name is not one of MLflow's (no JSON object). Check the address.`))
    answers['experiments/get-by-name'] = '{"experiment":{"experiment_id":7}}'
    await expect(sending()).rejects.toMatchObject(refused('experiment.experiment_id: '))
    answers['experiments/get-by-name'] = '{"experiment":{"experiment_id":"7"}}'
    answers['runs/create'] = '{"run":{"info":{"run_id":"../../x"}}}'
    await expect(sending()).rejects.toMatchObject(refused('run.info.run_id: '))
    answers['runs/create'] = '{"run":{"info":{"run_id":"abc","artifact_uri":"file:///mlruns"}}}'
    await expect(sending()).rejects.toMatchObject(refused(`runs/get is not one of MLflow's (no JSON object). Check the address. Run abc was deleted there.`))
    answers['runs/get'] = '{"run":{"data":{}}}'
    await expect(sending()).rejects.toMatchObject({ code: 'export-differs', message: expect.stringContaining('the setting training.learningRate is not there') as string })
  })
})

describe('a folder of MLflow runs', () => {
  it('is read run by run', async () => {
    const run = join(folder, 'mlruns', '0', 'abc')
    for (const name of ['metrics/validation', 'params', 'tags']) mkdirSync(join(run, name), { recursive: true })
    writeFileSync(join(run, 'meta.yaml'), "artifact_uri: x\nend_time: 1700000100000\nrun_id: abc\nrun_name: 'from afar'\nstart_time: 1700000000000\nstatus: 3\n")
    writeFileSync(join(run, 'metrics', 'loss'), '1700000001000 0.5 1\n1700000002000 0.25 2\nrubbish\n')
    writeFileSync(join(run, 'metrics', 'validation', 'loss'), '1700000001000 0.75 1\n')
    writeFileSync(join(run, 'params', 'lr'), '0.01')
    const [found] = await readMlflowRuns(join(folder, 'mlruns'))
    expect(found).toMatchObject({ id: 'abc', name: 'from afar', status: 'finished', settings: { lr: '0.01' } })
    expect(found?.series).toEqual([
      { part: 'train', metric: 'loss', points: [{ step: 1, at: '2023-11-14T22:13:21.000Z', value: 0.5 }, { step: 2, at: '2023-11-14T22:13:22.000Z', value: 0.25 }] },
      { part: 'validation', metric: 'loss', points: [{ step: 1, at: '2023-11-14T22:13:21.000Z', value: 0.75 }] },
    ])
    await expect(readMlflowRuns(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file-not-found' })
  })
})
