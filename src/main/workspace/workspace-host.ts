import type { Core } from '@core/core'
import type { RunEvent } from '@core/runs/run-verbs'
import { CrossfadeError, toEnvelope } from '@shared/errors'
import type { EngineProbe } from '@shared/engine/trainer-methods'
import type { ErrorEnvelope } from '@shared/errors'
import type { AppSnapshot } from '@shared/ipc/requests/app'
import type { StudyEvent } from '@shared/study/study-view'

export interface WorkspaceHostOptions {
  readonly openCore: (dir: string) => Promise<Core>
  readonly onRunEvent: (event: RunEvent) => void
  readonly onStudyEvent?: (event: StudyEvent) => void
}

/** The core services over the workspace that is open now. There may be none: the window then says why and offers to choose one. */
export class WorkspaceHost {
  private core: Core | null = null
  private unsubscribe: () => void = () => undefined
  /** Found once; another workspace does not change what TensorFlow can do. */
  private probe: EngineProbe | null = null
  private failure: ErrorEnvelope | null = null

  constructor(private readonly options: WorkspaceHostOptions) {}

  /** Opens `dir` and then closes what was open before, so that a folder that cannot be used leaves things as they were. */
  async open(dir: string): Promise<Core> {
    if (this.activeRuns().length > 0) {
      throw new CrossfadeError('run-busy', 'Runs are training in this workspace. Stop them before you open another one.')
    }
    let core: Core
    try {
      core = await this.options.openCore(dir)
    } catch (thrown) {
      if (this.core === null) this.failure = toEnvelope(thrown)
      throw thrown
    }
    await this.close()
    this.core = core
    this.failure = null
    const ends = [core.runs.subscribe(this.options.onRunEvent), core.studies.subscribe((event) => this.options.onStudyEvent?.(event))]
    this.unsubscribe = () => ends.forEach((end) => end())
    return core
  }

  /** @throws CrossfadeError `workspace-unavailable` while no workspace is open */
  current(): Core {
    if (this.core !== null) return this.core
    throw new CrossfadeError('workspace-unavailable', this.failure?.message ?? 'No workspace is open. Choose a folder for it.')
  }

  /** What is open, for the snapshot. */
  workspace(): AppSnapshot['workspace'] {
    if (this.core === null) return null
    const { dir, readOnly, parallelRuns, parallelRunsSet } = this.core.workspace
    return { dir, readOnly, parallelRuns, parallelRunsSet }
  }

  /** Runs of this process that are not ended; empty without a workspace. */
  activeRuns(): ReturnType<Core['runs']['active']> {
    return this.core?.runs.active() ?? []
  }

  knownProbe(): EngineProbe | null {
    return this.probe
  }

  async probeEngine(): Promise<EngineProbe> {
    this.probe ??= await this.current().probeEngine()
    return this.probe
  }

  async close(): Promise<void> {
    const core = this.core
    this.core = null
    this.unsubscribe()
    this.unsubscribe = () => undefined
    await core?.close()
  }
}
