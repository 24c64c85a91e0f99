import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { SentRun } from '@shared/engine/exchange-methods'
import type { ToldRun } from '@shared/export/told-run'
import { send } from './http'

/** A file of this disk, or a text. Its name in the run's artifacts: names separated by slashes. */
export type MlflowArtifact = { readonly name: string } & ({ readonly path: string } | { readonly text: string })

/** How much the server takes at once (MLflow REST API, log-batch). */
const most = { metrics: 1000, params: 100, tags: 100, value: 6000 } as const

/** What is read of the server's answers; ids of its own making stand in addresses and file names, so they hold nothing else. */
const serverId = z.string().regex(/^[A-Za-z0-9_-]{1,250}$/)
const createdRun = z.object({ run: z.object({ info: z.object({ run_id: serverId, artifact_uri: z.string().max(5000).optional() }) }) })
const createdExperiment = z.object({ experiment_id: serverId })
const knownExperiment = z.object({ experiment: createdExperiment })
const anything = z.unknown()

/** Logs a run to a tracking server over its REST interface, version 2.0: settings, metrics by epoch, tags and files. Errors: server-unavailable, cancelled. */
export async function sendRun(address: string, experimentName: string, run: ToldRun, artifacts: readonly MlflowArtifact[], signal: AbortSignal): Promise<SentRun> {
  const server = new Server(address, signal)
  const experiment = await server.experiment(experimentName)
  const { info } = (await server.post('runs/create', { experiment_id: experiment, run_name: run.name, start_time: Date.parse(run.started), tags: [{ key: 'crossfade.run', value: run.id }] }, createdRun)).run
  const id = info.run_id
  const params = Object.entries(run.settings).map(([key, value]) => ({ key: safeKey(key), value: String(value).slice(0, most.value) }))
  const metrics = run.series.flatMap(({ part, metric, points }) => points.map(({ step, at, value }) => ({ key: safeKey(`${part}/${metric}`), value, timestamp: Date.parse(at), step })))
  const tags = Object.entries(run.tags).filter(([, value]) => value !== '').map(([key, value]) => ({ key: safeKey(`crossfade.${key}`), value: value.slice(0, most.value) }))
  for (const part of pieces(params, most.params)) await server.post('runs/log-batch', { run_id: id, params: part }, anything)
  for (const part of pieces(metrics, most.metrics)) await server.post('runs/log-batch', { run_id: id, metrics: part }, anything)
  for (const part of pieces(tags, most.tags)) await server.post('runs/log-batch', { run_id: id, tags: part }, anything)
  const sent = await server.upload(info.artifact_uri ?? '', artifacts)
  await server.post('runs/update', { run_id: id, status: { finished: 'FINISHED', failed: 'FAILED', running: 'RUNNING' }[run.status], ...(run.ended === null ? {} : { end_time: Date.parse(run.ended) }) }, anything)
  return { experiment, run: id, url: `${address.replace(/\/+$/, '')}/#/experiments/${experiment}/runs/${id}`, artifacts: sent }
}

/** Keys may hold letters, digits and _ - . / and blanks. */
const safeKey = (key: string): string => key.replace(/[^A-Za-z0-9_\-. /]/g, '_').slice(0, 250)

function pieces<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let from = 0; from < all.length; from += size) parts.push(all.slice(from, from + size))
  return parts
}

class Server {
  private readonly base: URL

  constructor(address: string, private readonly signal: AbortSignal) {
    try {
      this.base = new URL(address.endsWith('/') ? address : `${address}/`)
    } catch {
      throw new CrossfadeError('invalid-argument', `${address} is no address of a server. Write http://HOST:PORT.`)
    }
    if (this.base.protocol !== 'http:' && this.base.protocol !== 'https:') throw new CrossfadeError('invalid-argument', `${address}: a tracking server is reached over http or https.`)
  }

  async post<Schema extends z.ZodType>(call: string, body: object, schema: Schema): Promise<z.infer<Schema>> {
    const url = new URL(`api/2.0/mlflow/${call}`, this.base)
    return answerOf(url, await send(url, 'POST', Buffer.from(JSON.stringify(body)), 'application/json', this.signal), schema)
  }

  /** The id of an experiment by name; made where there is none. */
  async experiment(name: string): Promise<string> {
    const url = new URL(`api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`, this.base)
    const known = await send(url, 'GET', null, 'application/json', this.signal).catch((thrown: unknown) => {
      if (thrown instanceof CrossfadeError && /RESOURCE_DOES_NOT_EXIST/.test(thrown.message)) return null
      throw thrown
    })
    return known === null ? (await this.post('experiments/create', { name }, createdExperiment)).experiment_id : answerOf(url, known, knownExperiment).experiment.experiment_id
  }

  /** Through the server's own store of artifacts, where it has one. */
  async upload(uri: string, artifacts: readonly MlflowArtifact[]): Promise<string[]> {
    const place = /^mlflow-artifacts:\/*(.*)$/.exec(uri)?.[1]
    if (place === undefined) return []
    const sent: string[] = []
    for (const artifact of artifacts) {
      const { name } = artifact
      const url = new URL(`api/2.0/mlflow-artifacts/artifacts/${[...place.split('/'), ...name.split('/')].map(encodeURIComponent).join('/')}`, this.base)
      await send(url, 'PUT', 'path' in artifact ? await readFile(artifact.path) : Buffer.from(artifact.text), 'application/octet-stream', this.signal)
      sent.push(name)
    }
    return sent
  }
}

/** What a server answered, as far as it is read. Throws `server-unavailable` where it is no answer of MLflow's. */
function answerOf<Schema extends z.ZodType>({ origin, pathname }: URL, text: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(parse(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new CrossfadeError('server-unavailable', `${origin}: the answer to ${pathname} is not one of MLflow's (${issue === undefined || issue.path.length === 0 ? 'no JSON object' : `${issue.path.join('.')}: ${issue.message}`}). Check the address.`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
