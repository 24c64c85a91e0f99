import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import type { Checked } from '@shared/export/formats'
import type { MlflowServer, SentArtifact } from './server'

/** What a run was filled with, in the words of the interface. */
export interface SentFacts {
  readonly params: readonly KeyValue[]
  readonly tags: readonly KeyValue[]
  readonly metrics: readonly { readonly key: string; readonly value: number; readonly step: number }[]
  readonly artifacts: readonly SentArtifact[]
}

interface KeyValue {
  readonly key: string
  readonly value: string
}

/** Whole numbers of 64 bits come as text from some servers. */
const whole = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number)
const keyValues = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([])
const heldRun = z.object({ run: z.object({ data: z.object({ params: keyValues, tags: keyValues }) }) })
const heldMetric = z.object({ metrics: z.array(z.object({ value: z.number(), step: whole.default(0) })).default([]), next_page_token: z.string().optional() })
const heldFiles = z.object({ files: z.array(z.object({ path: z.string(), file_size: whole.optional() })).default([]), next_page_token: z.string().optional() })

/** Databases may round the last digit. */
const leeway = 1e-12
/** A server that never comes to an end is not waited for. */
const [mostPages, mostItems] = [1000, 1_000_000]

/**
 * Asks the server for everything that was sent to a run, and compares: settings, tags, every number by its step, the artifacts with their
 * lengths. Throws `export-differs` with the first that is not held as it was sent, `server-unavailable`, `cancelled`.
 */
export async function checkSent(server: MlflowServer, run: string, sent: SentFacts): Promise<Checked> {
  const { params, tags } = (await server.get('runs/get', { run_id: run }, heldRun)).run.data
  compareTexts('setting', sent.params, params)
  compareTexts('tag', sent.tags, tags)
  let maxDifference = 0
  for (const key of new Set(sent.metrics.map((metric) => metric.key))) {
    const held = await pages((page) => server.get('metrics/get-history', { run_id: run, metric_key: key, ...page }, heldMetric), ({ metrics }) => metrics)
    maxDifference = Math.max(maxDifference, compareSeries(key, sent.metrics.filter((metric) => metric.key === key), held))
  }
  await compareFiles(server, run, sent.artifacts)
  return { by: 'MLflow', rows: sent.metrics.length, maxDifference }
}

function compareTexts(what: string, sent: readonly KeyValue[], held: readonly KeyValue[]): void {
  const byKey = new Map(held.map(({ key, value }) => [key, value]))
  for (const { key, value } of sent) {
    const there = byKey.get(key)
    if (there !== value) throw differs(there === undefined ? `the ${what} ${key} is not there` : `the ${what} ${key} is "${short(there)}" instead of "${short(value)}"`)
  }
}

/** The largest difference between what was sent and what is held at the same step. */
function compareSeries(key: string, sent: SentFacts['metrics'], held: readonly { readonly value: number; readonly step: number }[]): number {
  const byStep = new Map<number, number[]>()
  for (const { step, value } of held) byStep.set(step, [...(byStep.get(step) ?? []), value])
  let largest = 0
  for (const { step, value } of sent) {
    const there = byStep.get(step) ?? []
    const difference = Math.min(...there.map((one) => Math.abs(one - value)))
    if (!(difference <= leeway * Math.max(1, Math.abs(value)))) throw differs(there.length === 0 ? `${key} has no number at step ${step}` : `${key} is ${there.join(', ')} at step ${step} instead of ${value}`)
    largest = Math.max(largest, difference)
  }
  return largest
}

async function compareFiles(server: MlflowServer, run: string, sent: readonly SentArtifact[]): Promise<void> {
  const folderOf = (name: string) => name.split('/').slice(0, -1).join('/')
  for (const folder of new Set(sent.map(({ name }) => folderOf(name)))) {
    const held = await pages((page) => server.get('artifacts/list', { run_id: run, path: folder, ...page }, heldFiles), ({ files }) => files)
    for (const { name, bytes } of sent.filter((one) => folderOf(one.name) === folder)) {
      const there = held.find(({ path }) => path === name)
      if (there === undefined) throw differs(`the file ${name} is not there`)
      if (there.file_size !== undefined && there.file_size !== bytes) throw differs(`the file ${name} has ${there.file_size} bytes instead of ${bytes}`)
    }
  }
}

/** All pages of an answer that comes in pages. */
async function pages<Answer extends { readonly next_page_token?: string | undefined }, One>(ask: (page: Readonly<Record<string, string>>) => Promise<Answer>, items: (answer: Answer) => readonly One[]): Promise<One[]> {
  const found: One[] = []
  let page: Readonly<Record<string, string>> = {}
  for (let n = 0; n < mostPages; n++) {
    const answer = await ask(page)
    found.push(...items(answer))
    if (answer.next_page_token === undefined || answer.next_page_token === '') return found
    if (found.length > mostItems) break
    page = { page_token: answer.next_page_token }
  }
  throw new CrossfadeError('server-unavailable', 'The server tells of more than was sent, page after page.')
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

const differs = (what: string): CrossfadeError => new CrossfadeError('export-differs', `The server does not hold what was sent: ${what}.`)
