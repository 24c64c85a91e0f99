import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportedRuns } from '@core/import/import-verbs'
import { exitCodes } from '../exit-code'
import { textTable } from '../text-table'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, decimal } from '../wording'

export const importVerb: Verb = {
  name: 'import',
  args: 'PATH',
  summary: 'Open a tfjs model (model.json or its folder) or a Keras model (.keras, .h5) as a design, with its weights kept in the workspace; or read a folder of TensorBoard or MLflow runs.',
  least: 1,
  most: 1,
  flags: [workspaceFlag, jsonFlag, helpFlag],
  examples: ['import songs.keras --json', 'import mlruns'],
  run: async ({ core, json, positionals, terminal }) => {
    const services = await core()
    const path = positionals[0] ?? ''
    if (await holdsRuns(path)) {
      const found = await services.imports.readRuns(path)
      terminal.print(json ? JSON.stringify(found) : runTable(found))
      return exitCodes.done
    }
    const result = await services.imports.readModel(path)
    if (json) terminal.print(JSON.stringify(result))
    else {
      for (const remark of result.remarks) terminal.say(remark)
      terminal.say(`${count(result.inputs)} inputs, ${count(result.units)} outputs, ${count(result.parameters)} parameters; weights: ${result.weights}`)
      terminal.print(JSON.stringify(result.design, null, 2))
    }
    return exitCodes.done
  },
}

/** A folder without a model.json holds runs. */
async function holdsRuns(path: string): Promise<boolean> {
  const [folder, model] = await Promise.all([stat(path).catch(() => null), stat(join(path, 'model.json')).catch(() => null)])
  return folder?.isDirectory() === true && model === null
}

function runTable({ from, runs }: ImportedRuns): string {
  const last = (run: ImportedRuns['runs'][number]['run']) => run.series.slice(0, 3).map(({ part, metric, points }) => `${part} ${metric} ${decimal(points[points.length - 1]?.value)}`).join(', ')
  return textTable(
    [
      { title: 'id', align: 'left' },
      { title: 'from', align: 'left' },
      { title: 'name', align: 'left' },
      { title: 'series', align: 'right' },
      { title: 'last values', align: 'left' },
    ],
    runs.map(({ id, run }) => [id, from, run.name, count(run.series.length), last(run)]),
  )
}
