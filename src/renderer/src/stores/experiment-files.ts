import { api } from '../api/crossfade'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'

/** Experiment files that the system hands to the program become the design of their table; what was designed there can be undone to. */
export function useExperimentFiles() {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()

  async function take(): Promise<void> {
    try {
      for (const file of await api.takeExperiments()) {
        if (file.kind === 'failed') {
          app.fail(file.error)
          continue
        }
        datasets.take(file.dataset)
        datasets.choose(file.dataset.id)
        const { name, recipe, model, training } = file.experiment
        design.change({ name, recipe, model, training })
        app.go({ kind: 'design' })
        app.notify({ tone: 'info', text: [`${file.path.replace(/^.*[\\/]/, '')} is the design now.`, ...file.remarks].join(' ') })
      }
    } catch (thrown) {
      app.failed(thrown)
    }
  }

  /** Once datasets are there. Answers how to end it. */
  function connect(): () => void {
    const end = api.onExperimentsArrived(() => void take())
    void take()
    return end
  }

  return { connect }
}
