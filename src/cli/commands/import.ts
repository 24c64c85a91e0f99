import { exitCodes } from '../exit-code'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count } from '../wording'

export const importVerb: Verb = {
  name: 'import',
  args: 'PATH',
  summary: 'Open a tfjs model (model.json or its folder) or a Keras model (.keras, .h5) as a design, with its weights kept in the workspace.',
  least: 1,
  most: 1,
  flags: [workspaceFlag, jsonFlag, helpFlag],
  examples: ['import songs.keras --json'],
  run: async ({ core, json, positionals, terminal }) => {
    const services = await core()
    const result = await services.imports.readModel(positionals[0] ?? '')
    if (json) terminal.print(JSON.stringify(result))
    else {
      for (const remark of result.remarks) terminal.say(remark)
      terminal.say(`${count(result.inputs)} inputs, ${count(result.units)} outputs, ${count(result.parameters)} parameters; weights: ${result.weights}`)
      terminal.print(JSON.stringify(result.design, null, 2))
    }
    return exitCodes.done
  },
}
