import { api } from '../../api/crossfade'
import { counted } from '../../format/number'
import { useAppStore } from '../../stores/app'
import { useRunsStore } from '../../stores/runs'
import { sourceWords } from './source-words'

/** Asks for a folder of TensorBoard or MLflow runs, and shows them in the list. */
export async function importRuns(): Promise<void> {
  const app = useAppStore()
  const runs = useRunsStore()
  try {
    const read = await api.importRuns()
    if (read === null) return
    await runs.reload()
    app.go({ kind: 'runs' })
    app.notify({ tone: 'info', text: `${counted(read.runs, 'run')} of ${sourceWords[read.from]} read. Such runs can be looked at and compared; nothing changes them.` })
  } catch (thrown) {
    app.failed(thrown)
  }
}
