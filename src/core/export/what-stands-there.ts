import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { besideBase, placeOf } from '@shared/export/formats'
import type { ExportFormat } from '@shared/export/formats'
import { readVersioned } from '@shared/files/versioned'
import { pipeline, pipelineVersion } from '@shared/recipe/pipeline'
import { systemCode, writeError } from '../files/file-error'

/** Words that every export of a kind holds and no other file is likely to. */
const marks = { onnx: 'crossfade.interface', card: 'crossfade verify', script: `Makes a model's inputs of raw rows, as Crossfade did` } as const

const modelEndings: readonly string[] = [placeOf('keras'), placeOf('h5')].flatMap((place) => (place.kind === 'file' ? place.endings : []))

/**
 * Refuses, with `invalid-argument`, an `out` that is a file already and no earlier export of this format: an export replaces its own kind, and
 * nothing else. A Keras file is known by the preparation beside it, an ONNX graph and a card by what stands in them.
 */
export async function refuseForeignFile(out: string, format: ExportFormat): Promise<void> {
  const there = await readIfThere(out)
  if (there === null || (await isOwn(out, there, format))) return
  throw new CrossfadeError('invalid-argument', `${out} is there already and is not known to be a ${format} export of Crossfade, so it is not replaced. Move it away, or name another file.`)
}

async function isOwn(out: string, there: Buffer, format: ExportFormat): Promise<boolean> {
  switch (format) {
    case 'onnx':
    case 'card':
      return there.includes(marks[format])
    case 'keras':
    case 'h5': {
      const base = join(dirname(out), `${besideBase(basename(out))}_preparation`)
      const [table, script] = [await readIfThere(`${base}.json`), await readIfThere(`${base}.py`)]
      return table !== null && script !== null && isPreparation(`${base}.json`, table) && isPreparation(`${base}.py`, script)
    }
    default:
      return false
  }
}

const isPreparation = (path: string, bytes: Buffer): boolean =>
  path.endsWith('.py') ? bytes.includes(marks.script) : readVersioned(bytes.toString('utf8'), { schema: pipeline, current: pipelineVersion, upgrades: {} }).kind === 'ok'

/**
 * Refuses, with `invalid-argument`, to replace what stands beside a model and is not that model's: a file of somebody else, or the preparation
 * of another model of nearly the same name. What is there byte for byte may stay for both. `files`: names in `draft`, the model's among them.
 */
export async function refuseForeignBeside(out: string, draft: string, files: readonly string[]): Promise<void> {
  const [folder, model] = [dirname(out), basename(out)]
  for (const name of files.filter((one) => one !== model)) {
    const path = join(folder, name)
    const there = await readIfThere(path)
    if (there === null || there.equals(await readFile(join(draft, name)))) continue
    const others = (await readdir(folder)).filter((one) => one !== model && modelEndings.includes(extname(one).toLowerCase()) && besideBase(one) === besideBase(model))
    const itsOwn = (await readIfThere(out)) !== null && others.length === 0 && isPreparation(path, there)
    if (itsOwn) continue
    const whose = others.length > 0 ? ` and belongs to ${others.join(' and ')}` : ''
    throw new CrossfadeError('invalid-argument', `${path} is there already${whose}; ${model} needs it to be another, so nothing was written. Name the model otherwise, or write it to another folder.`)
  }
}

/** Null where there is no such file. */
async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null
    throw writeError(thrown, path)
  }
}
