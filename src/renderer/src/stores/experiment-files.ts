import { watch } from 'vue'
import type { ArgumentOf } from '@shared/ipc/contract'
import type { OpenedExperiment } from '@shared/ipc/requests/experiments'
import { api } from '../api/crossfade'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'

/** Experiment files, however they come (the menu, a drop, the system's "open with"), become the design of their table; what was designed there can be undone to. */
export function useExperimentFiles() {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()

  function show(file: OpenedExperiment): void {
    if (file.kind === 'failed') {
      app.fail(file.error)
      return
    }
    datasets.take(file.dataset)
    datasets.choose(file.dataset.id)
    const { name, recipe, model, training } = file.experiment
    design.change({ name, recipe, model, training })
    app.go({ kind: 'design' })
    app.notify({ tone: 'info', text: [`${file.path.replace(/^.*[\\/]/, '')} is the design now.`, ...file.remarks].join(' ') })
  }

  /** Tables are opened one at a time, and so are the experiments about them. */
  async function open(ask: () => Promise<OpenedExperiment | null>): Promise<void> {
    if (datasets.opening !== null) return
    datasets.opening = { doing: 'Opening', share: null }
    try {
      const file = await ask()
      if (file !== null) show(file)
    } catch (thrown) {
      app.failed(thrown)
    } finally {
      datasets.opening = null
    }
  }

  async function save(what: ArgumentOf<'experiments:save'>): Promise<void> {
    try {
      const path = await api.saveExperiment(what)
      if (path !== null) app.notify({ tone: 'info', text: `Saved to ${path}.` })
    } catch (thrown) {
      app.failed(thrown)
    }
  }

  async function saveDesign(): Promise<void> {
    if (design.draft === null || datasets.currentId === null) return
    const { recipe, model, training } = design.draft
    await save({ kind: 'design', dataset: datasets.currentId, name: design.shownName, recipe, model, training })
  }

  /** Once datasets are there. Answers how to end it. */
  function connect(): () => void {
    let arrived = true
    let taking = false
    async function take(): Promise<void> {
      // What arrives while a table is opened waits for it in main.
      if (!arrived || taking || datasets.opening !== null) return
      arrived = false
      taking = true
      try {
        for (const file of await api.takeExperiments()) show(file)
      } catch (thrown) {
        app.failed(thrown)
      } finally {
        taking = false
        datasets.opening = null
      }
      void take()
    }
    const ends = [
      api.onExperimentsArrived(() => {
        arrived = true
        void take()
      }),
      // Whether there is anything to open shows when it is being opened.
      api.onDatasetProgress((progress) => {
        if (taking) datasets.opening = progress
      }),
      watch(
        () => datasets.opening,
        () => void take(),
      ),
    ]
    void take()
    return () => ends.forEach((end) => end())
  }

  return {
    connect,
    openWithDialog: () => open(api.openExperiment),
    openDropped: (file: File) => open(() => api.openDroppedExperiment(file)),
    saveDesign,
    saveRun: (id: string) => save({ kind: 'run', id }),
  }
}

/** Whether a file that was dropped is to be opened as an experiment, and not as a table. */
export const isExperimentFile = ({ name }: Pick<File, 'name'>): boolean => /\.crossfade$/i.test(name)
