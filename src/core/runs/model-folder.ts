import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { RunDetail } from '@shared/run/run-detail'

export type WhichEpoch = 'best' | 'last' | number

/** The folder of a run's weights at an epoch. Throws `run-not-found` where they were not kept, naming those that were. */
export async function modelFolder({ dir, record }: Pick<RunDetail, 'dir' | 'record'>, which: WhichEpoch): Promise<string> {
  const name = which === 'best' || which === record.best?.epoch ? 'best' : which === 'last' || which === record.last?.epoch ? 'last' : `epoch-${which}`
  const folder = join(dir, 'model', name)
  if (await isThere(join(folder, 'model.json'))) return folder
  const kept = await keptEpochs(dir)
  const named = kept.length > 12 ? `${kept.slice(0, 6).join(', ')}, … ${kept.slice(-3).join(', ')}` : kept.join(', ')
  throw new CrossfadeError(
    'run-not-found',
    `${record.id} has no weights of epoch ${which}. ${kept.length === 0 ? 'It has none until its training ends.' : `It has: ${named}. --keep-every N keeps more.`}`,
  )
}

/** Epochs whose weights lie in folders of their own, ascending. */
export async function keptEpochNumbers(dir: string): Promise<readonly number[]> {
  const names = await readdir(join(dir, 'model')).catch(() => [])
  return names.flatMap((name) => /^epoch-(\d+)$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b)
}

/** The weights of a run: best, last, and the epochs that were kept. */
export async function keptEpochs(dir: string): Promise<readonly string[]> {
  const names = await readdir(join(dir, 'model')).catch(() => [])
  return names.map((name) => name.replace(/^epoch-/, '')).sort((a, b) => (Number(a) || -1) - (Number(b) || -1))
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
