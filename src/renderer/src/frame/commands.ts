import { computed } from 'vue'
import type { MenuCommand } from '@shared/ipc/requests/app'
import { isLive } from '@shared/run/run-state'
import { importRuns } from '../screens/runs/import-runs'
import { importModel } from '../screens/take-away/import-model'
import { useAppStore } from '../stores/app'
import { useDatasetsStore } from '../stores/datasets'
import { useDesignStore } from '../stores/design'
import { useExperimentFiles } from '../stores/experiment-files'
import { useRunsStore } from '../stores/runs'
import { useStudiesStore } from '../stores/studies'
import { useStudyDraftStore } from '../stores/study-draft'
import { useTourStore } from '../stores/tour'
import { useUndoStore } from '../stores/undo'

export interface Command {
  readonly id: string
  readonly title: string
  /** As a person reads it: Ctrl stands for Cmd on macOS. */
  readonly shortcut?: string
  readonly enabled: boolean
  readonly run: () => void
}

/** Everything that can be done from anywhere: the palette, the menu and the shortcuts all take it from here. */
export function useCommands() {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const runs = useRunsStore()
  const studies = useStudiesStore()
  const studyDraft = useStudyDraftStore()
  const tour = useTourStore()
  const undo = useUndoStore()
  const experimentFiles = useExperimentFiles()
  /** Where runs are in view, Ctrl+Z takes back what was done to them. */
  const ofRuns = computed(() => app.place.kind === 'runs' || app.place.kind === 'run')

  const shownRun = computed(() => (app.place.kind === 'run' ? app.place.id : null))
  const stoppable = computed(() => runs.live.find((run) => isLive(run.record.status)) ?? null)

  const commands = computed<readonly Command[]>(() => [
    { id: 'open-dataset', title: 'Open dataset…', shortcut: 'Ctrl+O', enabled: true, run: () => void datasets.openWithDialog() },
    { id: 'import-model', title: 'Import a model…', enabled: design.draft !== null, run: () => void importModel() },
    { id: 'import-runs', title: 'Import runs of TensorBoard or MLflow…', enabled: true, run: () => void importRuns() },
    { id: 'open-experiment', title: 'Open experiment…', shortcut: 'Ctrl+Shift+O', enabled: true, run: () => void experimentFiles.openWithDialog() },
    shownRun.value === null
      ? { id: 'save-experiment', title: 'Save experiment as…', shortcut: 'Ctrl+Shift+S', enabled: design.draft !== null, run: () => void experimentFiles.saveDesign() }
      : { id: 'save-experiment', title: 'Save the experiment of this run as…', shortcut: 'Ctrl+Shift+S', enabled: true, run: () => void experimentFiles.saveRun(shownRun.value ?? '') },
    { id: 'open-sample', title: 'Open the sample songs (synthetic)', enabled: true, run: () => void datasets.openSample('songs') },
    { id: 'open-penguins', title: 'Open the Palmer penguins', enabled: true, run: () => void datasets.openSample('penguins') },
    { id: 'go-home', title: 'Go to Welcome', enabled: true, run: () => app.go({ kind: 'home' }) },
    { id: 'go-data', title: 'Go to Data', shortcut: 'Ctrl+1', enabled: true, run: () => app.go({ kind: 'data' }) },
    { id: 'go-design', title: 'Go to Design', shortcut: 'Ctrl+2', enabled: true, run: () => app.go({ kind: 'design' }) },
    { id: 'go-runs', title: 'Go to Runs', shortcut: 'Ctrl+3', enabled: true, run: () => app.go({ kind: 'runs' }) },
    { id: 'go-compare', title: 'Go to Compare', shortcut: 'Ctrl+4', enabled: true, run: () => app.go({ kind: 'compare' }) },
    { id: 'go-studies', title: 'Go to Studies', shortcut: 'Ctrl+5', enabled: true, run: () => app.go({ kind: 'studies' }) },
    { id: 'go-settings', title: 'Go to Settings', shortcut: 'Ctrl+6', enabled: true, run: () => app.go({ kind: 'settings' }) },
    { id: 'train', title: 'Train', shortcut: 'F5', enabled: design.draft !== null && !design.starting, run: () => void design.train() },
    {
      id: 'stop',
      title: 'Stop training',
      shortcut: 'Shift+F5',
      enabled: stoppable.value !== null,
      run: () => {
        if (stoppable.value !== null) void runs.stop(stoppable.value.record.id, 'now')
      },
    },
    { id: 'new-study', title: 'New study…', shortcut: 'Ctrl+Shift+N', enabled: true, run: () => studyDraft.showForm() },
    { id: 'open-song-study', title: 'Open the song study', enabled: true, run: () => void studyDraft.openShipped('song-genres-quick') },
    {
      id: 'pause-study',
      title: 'Pause the study',
      enabled: studies.running.length > 0,
      run: () => {
        const [first] = studies.running
        if (first !== undefined) void studies.pause(first.record.id)
      },
    },
    ofRuns.value
      ? { id: 'undo', title: undo.last === null ? 'Undo' : `Undo: ${undo.last.label}`, shortcut: 'Ctrl+Z', enabled: undo.last !== null, run: () => void undo.undo() }
      : { id: 'undo', title: 'Undo a change of the design', shortcut: 'Ctrl+Z', enabled: design.canUndo, run: () => design.undo() },
    { id: 'redo', title: 'Redo a change of the design', shortcut: 'Ctrl+Shift+Z', enabled: design.canRedo && !ofRuns.value, run: () => design.redo() },
    { id: 'tour', title: 'Take the tour', enabled: true, run: () => void tour.start() },
    { id: 'theme-light', title: 'Light theme', enabled: true, run: () => void app.changeSettings({ theme: 'light' }) },
    { id: 'theme-dark', title: 'Dark theme', enabled: true, run: () => void app.changeSettings({ theme: 'dark' }) },
    { id: 'theme-system', title: 'Theme of the system', enabled: true, run: () => void app.changeSettings({ theme: 'system' }) },
    { id: 'toggle-rail', title: app.railCollapsed ? 'Expand the rail' : 'Collapse the rail', shortcut: 'Ctrl+B', enabled: true, run: () => app.toggleRail() },
    {
      id: 'command-palette',
      title: 'Command palette',
      shortcut: 'Ctrl+K',
      enabled: true,
      run: () => {
        app.paletteOpen = true
      },
    },
  ])

  function execute(id: MenuCommand | string): void {
    const command = commands.value.find((one) => one.id === id)
    if (command?.enabled === true) command.run()
  }

  return { commands, execute }
}

/** The shortcut that a key press is, in the spelling of Command.shortcut; null for a plain character. */
export function shortcutOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string | null {
  const control = event.ctrlKey || event.metaKey
  const isFunctionKey = /^F\d{1,2}$/.test(event.key)
  if (event.altKey || (!control && !isFunctionKey)) return null
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  return [...(control ? ['Ctrl'] : []), ...(event.shiftKey ? ['Shift'] : []), key].join('+')
}
