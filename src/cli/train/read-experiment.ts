import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { experiment } from '@shared/experiment/experiment'
import type { Experiment } from '@shared/experiment/experiment'

/** An experiment.json. A relative path of a file is meant from the folder of the file. Throws `config-invalid`, `file-not-found`. */
export async function readExperiment(path: string): Promise<Experiment> {
  const facts = await stat(path).catch(() => null)
  if (facts === null) throw new CrossfadeError('file-not-found', `${path}: there is no such file. Check --config.`)
  if (facts.isDirectory()) throw new CrossfadeError('file-is-directory', `${path} is a folder. Name an experiment file with --config.`)
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (thrown) {
    throw new CrossfadeError('config-invalid', `${path} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}. Mend it, or make one with --print-config.`)
  }
  const parsed = experiment.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')
    const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : ''
    throw new CrossfadeError('config-invalid', `${path}: ${where}: ${issue?.message ?? 'not an experiment'}${more}. Mend it there; docs/experiment-format.md describes each field.`)
  }
  const { dataset, recipe } = parsed.data
  const { testFile } = recipe.split
  const from = (file: string) => resolve(dirname(path), file)
  return {
    ...parsed.data,
    dataset: { ...dataset, path: from(dataset.path) },
    recipe: testFile === undefined ? recipe : { ...recipe, split: { ...recipe.split, testFile: from(testFile) } },
  }
}
