import { stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { experiment } from '@shared/experiment/experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { placeError } from '@shared/export/place-error'
import { replaceFile } from '../files/replace-file'

/**
 * Writes an experiment file. A table in its folder, or in one below, is named from there, so that both can be moved together; any other by its whole path.
 * @param workspaceDir where the paths of the experiment are meant from
 * Throws `invalid-argument`, `disk-full`, `file-not-found`, `file-is-directory`.
 */
export async function saveExperimentFile(out: string, given: Experiment, workspaceDir: string): Promise<void> {
  if ((await stat(out).catch(() => null))?.isDirectory() === true) throw new CrossfadeError('file-is-directory', `${out} is a folder. Name a file in it.`)
  const named = (path: string) => fromFolder(dirname(out), resolve(workspaceDir, path))
  const { testFile } = given.recipe.split
  const written: Experiment = {
    ...given,
    dataset: { ...given.dataset, path: named(given.dataset.path) },
    recipe: testFile === undefined ? given.recipe : { ...given.recipe, split: { ...given.recipe.split, testFile: named(testFile) } },
  }
  await replaceFile(out, `${JSON.stringify(experiment.parse(written), null, 2)}\n`).catch((thrown: unknown) => {
    throw placeError(thrown, out)
  })
}

/** With forward slashes, which every system reads. */
function fromFolder(folder: string, path: string): string {
  const way = relative(folder, path)
  return isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`) ? path : way.split(sep).join('/')
}
