import { exchangeMethods } from '@shared/engine/exchange-methods'
import { serveEngine } from '../channel/serve-engine'
import { checkModel } from './check/check-model'
import { isMlflowFolder, readMlflowRuns } from './mlflow/read-folder'
import { sendRun } from './mlflow/send-run'
import { readModel } from './read-model'
import { readEventRuns } from './tensorboard/read-events'
import { appendScalars, writeEvents } from './tensorboard/write-events'
import { writeModel } from './write-model'

serveEngine('exchange', exchangeMethods, {
  writeModel,
  checkModel,
  writeEvents: ({ runs, out }) => writeEvents(runs, out),
  appendScalars: ({ folder, file, series }) => appendScalars(folder, file, series),
  sendRun: ({ address, experiment, run, artifacts }, { signal }) => sendRun(address, experiment, run, artifacts, signal),
  readRuns: async ({ path }) => ((await isMlflowFolder(path)) ? { from: 'mlflow' as const, runs: await readMlflowRuns(path) } : { from: 'tensorboard' as const, runs: await readEventRuns(path) }),
  readModel,
})
