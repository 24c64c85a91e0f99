import type { Core } from '@core/core'
import { forkEngine } from '@core/engine-process/fork-engine'
import { startAhead } from '@core/engine-process/start-ahead'
import type { StartedAhead } from '@core/engine-process/start-ahead'
import { listKnownRuns } from '@core/runs/all-runs'
import type { RunService } from '@core/runs/run-verbs'
import { gioTrash } from '@core/storage/gio-trash'
import { defaultWorkspaceDir } from '@core/workspace/config-folder'
import { enterWorkspace } from '@core/workspace/enter-workspace'
import type { EngineRole } from '@shared/engine/roles'
import type { Flags } from './flags'
import type { Terminal } from './terminal'
import { UsageError } from './usage-error'

/** What every command gets. */
export interface Session {
  readonly flags: Flags
  readonly positionals: readonly string[]
  readonly terminal: Terminal
  /** Results as one JSON document on stdout. */
  readonly json: boolean
  /** Opens the workspace; closed by the caller of the command, also after Ctrl-C. */
  readonly core: () => Promise<Core>
  /** The runs of the workspace; of the services as many are opened as that takes. */
  readonly listRuns: RunService['list']
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** A lazily opened core, so that --help and a wrong line touch no disk. */
export class CoreHolder {
  private opening: Promise<Core> | null = null
  private told = false
  private ahead: StartedAhead | null = null

  constructor(
    private readonly entriesDir: string,
    private readonly flags: Flags,
    private readonly terminal: Terminal,
    private readonly engine?: EngineRole,
  ) {}

  get = (): Promise<Core> => {
    this.opening ??= this.open()
    return this.opening
  }

  listRuns: RunService['list'] = async (select, slim) => {
    const workspace = this.opening === null ? await enterWorkspace(await this.workspaceDir()) : null
    this.tell(workspace?.problem)
    const known = workspace === null ? null : listKnownRuns(workspace)
    return known === null ? (await this.get()).runs.list(select, slim) : known(select, slim)
  }

  async close(): Promise<void> {
    const core = await this.opening?.catch(() => null)
    this.ahead?.end()
    await core?.close()
  }

  private async open(): Promise<Core> {
    const verbose = process.env['CROSSFADE_LOG'] === '1'
    const log = (line: string) => {
      if (verbose) this.terminal.say(line)
    }
    const workspaceDir = await this.workspaceDir()
    const fork = forkEngine({ entriesDir: this.entriesDir, onOutput: (role, line) => log(`[${role}] ${line}`) })
    if (this.engine !== undefined) this.ahead = startAhead(fork, this.engine)
    // With all that trains, compares and exports: a verb that lists is done before that is loaded.
    const { createCore } = await import('@core/create-core')
    const core = await createCore({
      workspaceDir,
      startEngine: this.ahead?.startEngine ?? fork,
      log,
      moveToTrash: gioTrash,
    })
    this.tell(core.workspace.problem)
    return core
  }

  /** What is wrong with the workspace, once: a list that has to look closer opens it again. */
  private tell(problem: string | undefined): void {
    if (problem !== undefined && !this.told) this.terminal.say(problem)
    this.told ||= problem !== undefined
  }

  private async workspaceDir(): Promise<string> {
    const dir = this.flags.text('workspace')
    // Else it would be the folder that the command happens to run in.
    if (dir?.trim() === '') throw new UsageError('--workspace needs a value: DIR.')
    return dir ?? (await defaultWorkspaceDir())
  }
}
