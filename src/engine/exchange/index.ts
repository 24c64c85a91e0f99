import { exchangeMethods } from '@shared/engine/exchange-methods'
import { placeError } from '@shared/export/place-error'
import { serveEngine } from '../channel/serve-engine'
import { checkEvents } from './check/check-events'
import { checkModel } from './check/check-model'
import { isMlflowFolder, readMlflowRuns } from './mlflow/read-folder'
import { modelArtifacts } from './mlflow/model-artifacts'
import { sendRun } from './mlflow/send-run'
import { readModel } from './read-model'
import { readEventRuns } from './tensorboard/read-events'
import { appendScalars, writeEvents } from './tensorboard/write-events'
import { writeModel } from './write-model'

/** The system's words about a place that cannot be written, which would be lost on the way. */
const writing = <Written>(out: string, work: Promise<Written>): Promise<Written> =>
  work.catch((thrown: unknown) => {
    throw placeError(thrown, out)
  })

serveEngine('exchange', exchangeMethods, {
  writeModel: (input) => writing(input.out, writeModel(input)),
  checkModel,
  writeEvents: ({ runs, out, beside, check }, { signal }) =>
    writing(out, writeEvents(runs, out, { beside: beside === true, ...(check === undefined ? {} : { check: (written) => checkEvents(written, out, check, signal) }) })),
  appendScalars: ({ folder, file, series }) => writing(folder, appendScalars(folder, file, series)),
  sendRun: ({ address, experiment, run, artifacts, onnx }, { signal }) => sendRun(address, experiment, run, [...artifacts, ...(onnx === null ? [] : modelArtifacts(onnx))], signal),
  readRuns: async ({ path }) => ((await isMlflowFolder(path)) ? { from: 'mlflow' as const, runs: await readMlflowRuns(path) } : { from: 'tensorboard' as const, runs: await readEventRuns(path) }),
  readModel,
})
