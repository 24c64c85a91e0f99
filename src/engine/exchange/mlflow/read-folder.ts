import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { ToldRun } from '@shared/export/told-run'

const mostRuns = 5000
const longestFile = 32 << 20

/** The runs of a folder that MLflow's file store wrote (mlruns/<experiment>/<run>/{meta.yaml,metrics,params,tags}). Errors: file-not-found. */
export async function readMlflowRuns(folder: string): Promise<readonly ToldRun[]> {
  const runs: ToldRun[] = []
  for (const dir of await runFolders(folder)) {
    runs.push(await readRun(dir))
    if (runs.length > mostRuns) throw new CrossfadeError('invalid-argument', `${folder} holds more than ${mostRuns} runs. Name one experiment in it.`)
  }
  if (runs.length === 0) throw new CrossfadeError('file-not-found', `${folder} holds no runs of MLflow's file store.`)
  return runs
}

/** Whether a folder is, or holds, a file store. */
export const isMlflowFolder = async (folder: string): Promise<boolean> => (await runFolders(folder)).length > 0

/** A folder of runs, of experiments, or a run itself. */
async function runFolders(folder: string): Promise<string[]> {
  if (await isRun(folder)) return [folder]
  const found: string[] = []
  for (const first of await folders(folder)) {
    if (await isRun(first)) found.push(first)
    else for (const second of await folders(first)) if (await isRun(second)) found.push(second)
  }
  return found
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name)).sort()
}

async function isRun(folder: string): Promise<boolean> {
  const [meta, metrics] = await Promise.all([stat(join(folder, 'meta.yaml')).catch(() => null), stat(join(folder, 'metrics')).catch(() => null)])
  return meta?.isFile() === true && metrics?.isDirectory() === true
}

async function readRun(dir: string): Promise<ToldRun> {
  const meta = yamlLines(await text(join(dir, 'meta.yaml')))
  const tags = await small(join(dir, 'tags'))
  const series: ToldRun['series'] = []
  for (const [metric, content] of await contents(join(dir, 'metrics'))) {
    const part = /^(?:train|training)[/_]/.test(metric) ? 'train' : /^(?:val|validation)[/_]/.test(metric) ? 'validation' : /^test[/_]/.test(metric) ? 'test' : 'train'
    series.push({ part, metric: metric.replace(/^(?:train|training|val|validation|test)[/_]/, ''), points: content.split('\n').flatMap(pointOf) })
  }
  const started = Number(meta.get('start_time'))
  const ended = Number(meta.get('end_time'))
  return {
    id: meta.get('run_id') ?? meta.get('run_uuid') ?? dir,
    name: tags['mlflow.runName'] ?? meta.get('run_name') ?? dir.split(/[\\/]/).pop() ?? '',
    status: meta.get('status') === '4' ? 'failed' : meta.get('status') === '1' ? 'running' : 'finished',
    started: new Date(isTime(started) ? started : 0).toISOString(),
    ended: isTime(ended) && ended > 0 ? new Date(ended).toISOString() : null,
    settings: await small(join(dir, 'params')),
    series,
    tags: { ...tags, source: 'mlflow' },
  }
}

/** In ms; dates end at 8.64e15. */
const isTime = (ms: number): boolean => Math.abs(ms) <= 8.64e15

/** "timestamp value step" */
function pointOf(line: string): ToldRun['series'][number]['points'] {
  const [time, value, step = '0'] = line.trim().split(/\s+/)
  const at = Number(time)
  if (time === undefined || time === '' || !isTime(at) || !Number.isFinite(Number(value))) return []
  return [{ step: Number.isFinite(Number(step)) ? Number(step) : 0, at: new Date(at).toISOString(), value: Number(value) }]
}

/** The plain lines of a flat YAML document. */
const yamlLines = (yaml: string): ReadonlyMap<string, string> =>
  new Map(yaml.split('\n').flatMap((line) => {
    const found = /^(\w+):\s*(.*)$/.exec(line)
    const [, key, value] = found ?? []
    return key === undefined || value === undefined || value === 'null' ? [] : [[key, value.replace(/^['"]|['"]$/g, '')] as const]
  }))

async function small(dir: string): Promise<Record<string, string>> {
  return Object.fromEntries((await contents(dir)).map(([name, value]) => [name, value.slice(0, 2000)]))
}

/** Files of a folder by their names; names with slashes lie in folders. */
async function contents(dir: string, prefix = ''): Promise<[string, string][]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  const found: [string, string][] = []
  for (const entry of entries) {
    const path = join(dir, entry.name)
    if (entry.isDirectory() && prefix.length < 200) found.push(...(await contents(path, `${prefix}${entry.name}/`)))
    else if (entry.isFile()) found.push([`${prefix}${entry.name}`, await text(path)])
  }
  return found
}

async function text(path: string): Promise<string> {
  if ((await stat(path)).size > longestFile) throw new CrossfadeError('file-unreadable', `${path} is too long to be read.`)
  return readFile(path, 'utf8')
}
