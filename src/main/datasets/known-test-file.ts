import { resolve } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { Recipe } from '@shared/recipe/recipe'
import type { Core } from '@core/core'

/** A recipe from the window, whose test file must be one that was opened in this workspace: the window picks no path by itself. */
export async function withKnownTestFile(recipe: Recipe, { datasets, workspace }: { readonly datasets: Pick<Core['datasets'], 'list'>; readonly workspace: { readonly dir: string } }): Promise<Recipe> {
  const { testFile } = recipe.split
  if (testFile === undefined) return recipe
  const known = (await datasets.list()).some(({ path }) => resolve(workspace.dir, path) === testFile)
  if (known) return recipe
  throw new CrossfadeError('file-not-found', `The test file ${testFile} was not opened in this workspace. Choose it again under Split.`)
}
