import { resolve } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { Recipe } from '@shared/recipe/recipe'
import type { StudyDesign } from '@shared/study/study'
import type { StudyProblem } from '@shared/study/study-problems'
import type { Core } from '@core/core'

interface Opened {
  readonly datasets: Pick<Core['datasets'], 'list'>
  readonly workspace: { readonly dir: string }
}

/** A recipe from the window, whose test file must be one that was opened in this workspace: the window picks no path by itself. */
export async function withKnownTestFile(recipe: Recipe, { datasets, workspace }: Opened): Promise<Recipe> {
  const { testFile } = recipe.split
  if (testFile === undefined) return recipe
  const known = (await datasets.list()).some(({ path }) => resolve(workspace.dir, path) === testFile)
  if (known) return recipe
  throw new CrossfadeError('file-not-found', `The test file ${testFile} was not opened in this workspace. Choose it again under Split.`)
}

/** What is wrong with the test file of a study from the window; its trials cannot name another one. null: nothing. */
export async function testFileProblem({ experiment }: StudyDesign, opened: Opened): Promise<StudyProblem | null> {
  try {
    await withKnownTestFile(experiment.recipe, opened)
    return null
  } catch (thrown) {
    if (thrown instanceof CrossfadeError) return { path: 'experiment.recipe.split.testFile', message: thrown.message }
    throw thrown
  }
}
