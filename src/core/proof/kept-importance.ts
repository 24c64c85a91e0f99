import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import type { Importance, PartImportance } from '@shared/run/importance'
import type { RunDetail } from '@shared/run/run-detail'
import { importanceFormat } from '@shared/run/run-formats'
import { systemCode } from '../files/file-error'

/** What was measured before, with the weights that the run has now. */
export async function keptPart({ dir, record }: RunDetail, on: 'validation' | 'test'): Promise<PartImportance | null> {
  const part = (await readImportance(dir))?.[on] ?? null
  return part !== null && part.weights === measuredWeights(record) ? part : null
}

/** What the best weights are known by: of an ensemble the sha256 over those of its members, null where they are not on record. */
export function measuredWeights({ weights, memberWeights }: RunDetail['record']): string | null {
  return memberWeights === undefined ? (weights?.best ?? null) : createHash('sha256').update(JSON.stringify(memberWeights)).digest('hex')
}

/** What importance.json of a run says; null: there is none. Throws `run-unreadable`. */
export async function readImportance(dir: string): Promise<Importance | null> {
  const path = join(dir, 'importance.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null
    throw new CrossfadeError('run-unreadable', `${path} cannot be read (${systemCode(thrown) ?? String(thrown)}).`)
  }
  const read = readVersioned(text, importanceFormat)
  if (read.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${read.reason}. Delete it to have it measured anew.`)
  return read.value
}
