import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import { pipeline as pipelineSchema, pipelineVersion } from '@shared/recipe/pipeline'
import type { Pipeline } from '@shared/recipe/pipeline'
import { systemCode } from '../files/file-error'

/** The fitted preparation of a run. Throws `run-unreadable`. */
export async function readPipeline(dir: string): Promise<Pipeline> {
  const path = join(dir, 'pipeline.json')
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new CrossfadeError('run-unreadable', `${path} cannot be read (${systemCode(thrown) ?? String(thrown)}): the run has no preparation to predict with.`)
  })
  const read = readVersioned(text, { schema: pipelineSchema, current: pipelineVersion, upgrades: {} })
  if (read.kind === 'bad') throw new CrossfadeError('run-unreadable', `${path} cannot be read: ${read.reason}. It was left as it is.`)
  return read.value
}
