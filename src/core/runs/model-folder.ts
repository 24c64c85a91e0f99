import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { unsavedBest } from '@shared/run/in-force'
import type { RunDetail } from '@shared/run/run-detail'

export type WhichEpoch = 'best' | 'last' | number

/** The folder of a run's weights at an epoch. Throws `run-not-found` where they were not kept, naming those that were. */
export async function modelFolder(run: Pick<RunDetail, 'dir' | 'record' | 'saved'>, which: WhichEpoch): Promise<string> {
  const { dir, record } = run
  const best = run.saved?.best ?? record.best?.epoch
  const last = run.saved?.last ?? record.last?.epoch
  // Where training on has not ended, the model of its best epoch may not be there yet.
  const epoch = run.saved === undefined ? which : which === 'best' ? (record.best?.epoch ?? which) : which === 'last' ? (record.last?.epoch ?? which) : which
  const name = epoch === 'best' || epoch === best ? 'best' : epoch === 'last' || epoch === last ? 'last' : `epoch-${epoch}`
  const folder = join(dir, 'model', name)
  if (await isThere(join(folder, 'model.json'))) {
    if (run.saved === undefined || name.startsWith('epoch-') || (await holds(folder, name === 'best' ? record.weights?.best : record.weights?.last))) return folder
  }
  const unsaved = epoch === record.best?.epoch || epoch === record.last?.epoch ? unsavedBest(run) : null
  if (unsaved !== null) throw new CrossfadeError('run-not-found', unsaved)
  if (which === 'last' && run.saved !== undefined && run.saved.last !== record.last?.epoch) throw new CrossfadeError('run-not-found', `${record.id} has no weights of its last epoch, ${record.last?.epoch ?? 0}: model/last holds those of epoch ${run.saved.last} (--epoch ${run.saved.last}).`)
  const kept = await keptEpochs(dir)
  const named = kept.length > 12 ? `${kept.slice(0, 6).join(', ')}, … ${kept.slice(-3).join(', ')}` : kept.join(', ')
  throw new CrossfadeError(
    'run-not-found',
    `${record.id} has no weights of epoch ${which}. ${kept.length === 0 ? 'It has none until its training ends.' : `It has: ${named}. --keep-every N keeps more.`}`,
  )
}

/** Whether a model names these weights: a program that died while it saved may have left others. */
async function holds(folder: string, sha256: string | undefined): Promise<boolean> {
  const described = await readFile(join(folder, 'model.json'), 'utf8').catch(() => '')
  return sha256 !== undefined && described.includes(`"weights-${sha256.slice(0, 8)}.bin"`)
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
