import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { told } from '../fixtures/told-run'
import { sendRun } from './send-run'

/** What a server holds of its one run. */
interface Held {
  params: { key: string; value: string }[]
  tags: { key: string; value: string }[]
  metrics: { key: string; value: number; step: number }[]
  files: { path: string; file_size?: number }[]
}

interface Facts extends Partial<Pick<Held, 'params' | 'tags' | 'metrics'>> {
  readonly status?: string
}

/** A server that keeps what it is told, and then loses or changes something of it, as the real one does not. */
let held: Held
let changes: (held: Held) => void
let asked: string[]
let status: string | undefined
const pageLength = 2
const server = createServer((request, answer) => {
  const url = new URL(request.url ?? '', 'http://127.0.0.1')
  const call = url.pathname.replace('/api/2.0/', '')
  asked.push(call)
  const body: Buffer[] = []
  request.on('data', (piece: Buffer) => body.push(piece)).on('end', () => answer.end(JSON.stringify(answered(call, url.searchParams, Buffer.concat(body)))))
})
afterAll(() => server.close())

function answered(call: string, query: URLSearchParams, body: Buffer): object {
  const page = <One>(all: readonly One[]) => {
    const from = Number(query.get('page_token') ?? 0)
    return { items: all.slice(from, from + pageLength), ...(from + pageLength < all.length ? { next_page_token: String(from + pageLength) } : {}) }
  }
  if (call.startsWith('mlflow-artifacts/artifacts/')) held.files.push({ path: decodeURIComponent(call.replace('mlflow-artifacts/artifacts/7/abc/', '')), file_size: body.length })
  const told = call.startsWith('mlflow/runs/') && body.length > 0 ? (JSON.parse(body.toString()) as Facts) : {}
  status = told.status ?? status
  switch (call) {
    case 'mlflow/experiments/get-by-name':
      return { experiment: { experiment_id: '7' } }
    case 'mlflow/runs/create':
      return { run: { info: { run_id: 'abc', artifact_uri: 'mlflow-artifacts:/7/abc' } } }
    case 'mlflow/runs/log-batch':
      for (const kind of ['params', 'tags', 'metrics'] as const) held[kind].push(...((told[kind] ?? []) as never[]))
      return {}
    case 'mlflow/runs/get':
      changes(held)
      return { run: { data: { params: held.params, tags: held.tags } } }
    case 'mlflow/metrics/get-history': {
      const { items, ...more } = page(held.metrics.filter(({ key }) => key === query.get('metric_key')))
      return { metrics: items, ...more }
    }
    case 'mlflow/artifacts/list': {
      const { items, ...more } = page(held.files.filter(({ path }) => path.startsWith(`${query.get('path') ?? ''}/`)))
      return { files: items, ...more }
    }
    default:
      return {}
  }
}

const folder = temporaryFolder('crossfade-check-sent-')
const names = ['run/run.json', 'run/metrics.jsonl', 'run/notes.json', 'model/MLmodel']
const artifacts = names.map((name, place) => ({ name, path: join(folder, String(place)) }))
const sending = async () => {
  if (!server.listening) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const bound = server.address()
  return sendRun(`http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`, 'x', told, artifacts, new AbortController().signal)
}
beforeEach(() => {
  held = { params: [], tags: [], metrics: [], files: [] }
  ;[changes, asked, status] = [() => undefined, [], undefined]
  for (const [place, { path }] of artifacts.entries()) writeFileSync(path, 'x'.repeat(10 + place))
})

describe('a run that was sent to a tracking server', () => {
  it('is finished there when all of it came back, page by page', async () => {
    expect(await sending()).toMatchObject({ artifacts: names, checked: { by: 'MLflow', rows: 7, maxDifference: 0 } })
    expect(status).toBe('FINISHED')
    expect(asked.filter((call) => call === 'mlflow/metrics/get-history')).toHaveLength(5)
    expect(asked).not.toContain('mlflow/runs/delete')
  })

  it('may be held with the last bit of a number rounded, and of files without a length', async () => {
    changes = ({ metrics, files }) => {
      for (const metric of metrics) metric.value *= 1 + Number.EPSILON
      for (const file of files) delete file.file_size
    }
    const { checked } = await sending()
    expect(checked.maxDifference).toBeGreaterThan(0)
    expect(checked.maxDifference).toBeLessThan(1e-15)
  })

  it.each<readonly [string, (held: Held) => void]>([
    ['the setting training.learningRate is "0.01" instead of "0.001"', ({ params }) => Object.assign(params[0] ?? {}, { value: '0.01' })],
    ['the setting training.learningRate is not there', ({ params }) => void params.shift()],
    ['the tag crossfade.dataset is "y.csv" instead of "x.csv"', ({ tags }) => Object.assign(tags[0] ?? {}, { value: 'y.csv' })],
    ['train/loss is 0.51 at step 2 instead of 0.5', ({ metrics }) => Object.assign(metrics[1] ?? {}, { value: 0.51 })],
    ['validation/accuracy has no number at step 3', ({ metrics }) => void metrics.pop()],
    ['the file run/notes.json is not there', ({ files }) => void files.splice(2, 1)],
    ['the file run/metrics.jsonl has 4 bytes instead of 11', ({ files }) => Object.assign(files[1] ?? {}, { file_size: 4 })],
  ])('is deleted there where %s', async (words, damage) => {
    changes = damage
    await expect(sending()).rejects.toMatchObject({ code: 'export-differs', message: `The server does not hold what was sent: ${words}. Run abc was deleted there.` })
    expect(asked[asked.length - 1]).toBe('mlflow/runs/delete')
    expect(status).toBeUndefined()
  })
})
