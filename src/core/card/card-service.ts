import { extname, join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { cardTexts, modelCard } from '@shared/export/card/card'
import type { Card, CardTexts } from '@shared/export/card/card'
import { cardHtml, cardMarkdown } from '@shared/export/card/render-card'
import type { VersionedFormat } from '@shared/files/versioned'
import type { Audit } from '@shared/dataset/audit'
import type { DatasetService } from '../datasets/dataset-verbs'
import type { RunService } from '../runs/run-verbs'
import type { CardChange, CardService } from './card-verbs'
import { replaceFile } from '../files/replace-file'
import { readJson } from '../files/read-json'
import { writeJson } from '../files/write-atomic'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'

export interface CardServiceOptions {
  readonly workspace: Workspace
  readonly datasets: Pick<DatasetService, 'audit'>
  readonly runs: Pick<RunService, 'get'>
}

const format: VersionedFormat<typeof cardTexts> = { schema: cardTexts, current: 1, upgrades: {} }

/** Model cards: what people wrote, and what the run's files say. */
export function createCardService({ workspace, datasets, runs }: CardServiceOptions): CardService {
  const textsOf = (dir: string) => readJson(join(dir, 'card.json'), format, 'run-unreadable')
  const runOf = async (named: string) => {
    const run = await runs.get(named)
    if (run.record.kind === 'imported') throw new CrossfadeError('not-available', `${run.record.id} was read from another program: its table, its rows and its model are not here, so it has no card.`)
    return run
  }
  const make = async (named: string, signal?: AbortSignal): Promise<Card> => {
    const run = await runOf(named)
    // The table may be gone: the card then says that it could not be audited.
    const audit: Audit | null = await datasets.audit(run.record.dataset.id, run.record.experiment.recipe, { signal }).catch(() => null)
    return modelCard({ run, texts: await textsOf(run.dir), audit, madeAt: new Date().toISOString() })
  }
  const writeTexts = async (dir: string, change: CardChange) => {
    const { purpose, limits } = (await textsOf(dir)) ?? { purpose: '', limits: '' }
    const texts: CardTexts = { version: 1, purpose: change.purpose ?? purpose, limits: change.limits ?? limits }
    await writeJson(join(dir, 'card.json'), cardTexts.parse(texts))
    return { purpose: texts.purpose, limits: texts.limits }
  }
  // One after the other: each writes what it found of the other text.
  let last: Promise<unknown> = Promise.resolve()
  return {
    make,
    async texts(named) {
      const { dir } = await runOf(named)
      const { purpose, limits } = (await textsOf(dir)) ?? { purpose: '', limits: '' }
      return { purpose, limits }
    },
    async write(named, change) {
      requireWritable(workspace)
      const work = last.then(async () => writeTexts((await runOf(named)).dir, change))
      last = work.catch(() => undefined)
      return work
    },
    async export(named, out, signal) {
      const card = await make(named, signal)
      await replaceFile(out, extname(out).toLowerCase() === '.md' ? cardMarkdown(card) : cardHtml(card))
    },
  }
}
