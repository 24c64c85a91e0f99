import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { SentRun } from '@shared/engine/exchange-methods'
import type { ToldRun } from '@shared/export/told-run'
import { checkSent } from './check-sent'
import { MlflowServer, serverId } from './server'
import type { MlflowArtifact } from './server'

/** How much the server takes at once (MLflow REST API, log-batch). */
const most = { metrics: 1000, params: 100, tags: 100, value: 6000 } as const

const createdRun = z.object({ run: z.object({ info: z.object({ run_id: serverId, artifact_uri: z.string().max(5000).optional() }) }) })
const anything = z.unknown()

/**
 * Logs a run to a tracking server: settings, metrics by epoch, tags and files; it is finished there when the server has told all of it back.
 * Where that fails, the run is deleted there. Errors: invalid-argument, server-unavailable, export-differs, cancelled.
 */
export async function sendRun(address: string, experimentName: string, run: ToldRun, artifacts: readonly MlflowArtifact[], signal: AbortSignal): Promise<SentRun> {
  const server = new MlflowServer(address, signal)
  const experiment = await server.experiment(experimentName)
  const { info } = (await server.post('runs/create', { experiment_id: experiment, run_name: run.name, start_time: Date.parse(run.started), tags: [{ key: 'crossfade.run', value: run.id }] }, createdRun)).run
  const id = info.run_id
  try {
    const params = Object.entries(run.settings).map(([key, value]) => ({ key: safeKey(key), value: String(value).slice(0, most.value) }))
    const metrics = run.series.flatMap(({ part, metric, points }) => points.map(({ step, at, value }) => ({ key: safeKey(`${part}/${metric}`), value, timestamp: Date.parse(at), step })))
    const tags = Object.entries(run.tags).filter(([, value]) => value !== '').map(([key, value]) => ({ key: safeKey(`crossfade.${key}`), value: value.slice(0, most.value) }))
    for (const part of pieces(params, most.params)) await server.post('runs/log-batch', { run_id: id, params: part }, anything)
    for (const part of pieces(metrics, most.metrics)) await server.post('runs/log-batch', { run_id: id, metrics: part }, anything)
    for (const part of pieces(tags, most.tags)) await server.post('runs/log-batch', { run_id: id, tags: part }, anything)
    const sent = await server.upload(info.artifact_uri ?? '', artifacts)
    const checked = await checkSent(server, id, { params, metrics, tags, artifacts: sent })
    await server.post('runs/update', { run_id: id, status: { finished: 'FINISHED', failed: 'FAILED', running: 'RUNNING' }[run.status], ...(run.ended === null ? {} : { end_time: Date.parse(run.ended) }) }, anything)
    return { experiment, run: id, url: `${address.replace(/\/+$/, '')}/#/experiments/${experiment}/runs/${id}`, artifacts: sent.map(({ name }) => name), checked }
  } catch (thrown) {
    throw await withdrawn(address, id, thrown)
  }
}

/** How long a server has to forget a run that was not sent whole, in ms. */
const patience = 10_000

/** Deletes a run that is not whole, and answers what is to be thrown: where it could not be deleted, that is said. */
async function withdrawn(address: string, id: string, thrown: unknown): Promise<unknown> {
  // Not the signal of the sending, which may have been cancelled.
  const server = new MlflowServer(address, AbortSignal.timeout(patience))
  const gone = await server.post('runs/delete', { run_id: id }, anything).then(() => true, () => false)
  if (!(thrown instanceof CrossfadeError)) return thrown
  return new CrossfadeError(thrown.code, `${thrown.message} ${gone ? `Run ${id} was deleted there.` : `Run ${id} is there and not whole: delete it.`}`, thrown.details)
}

/** Keys may hold letters, digits and _ - . / and blanks. */
const safeKey = (key: string): string => key.replace(/[^A-Za-z0-9_\-. /]/g, '_').slice(0, 250)

function pieces<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let from = 0; from < all.length; from += size) parts.push(all.slice(from, from + size))
  return parts
}
