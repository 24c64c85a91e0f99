import { exitCodes } from '../exit-code'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

export const verifyVerb: Verb = {
  name: 'verify',
  args: 'RUN',
  summary: 'Train a run once more from its record and compare the weights: same, differs, or cannot be told.',
  least: 1,
  most: 1,
  flags: [workspaceFlag, jsonFlag, helpFlag],
  run: async ({ core, interrupted, json, positionals, terminal }) => {
    const services = await core()
    const result = await services.proofs.verify(positionals[0] ?? '', {
      signal: interrupted,
      onProgress: ({ doing, share }) => terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`),
    })
    terminal.progress(null)
    terminal.print(json ? JSON.stringify(result) : `${result.run}: ${result.verdict}. ${result.reason}`)
    return result.verdict === 'differs' ? exitCodes.failed : exitCodes.done
  },
}
