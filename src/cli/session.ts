import { createCore } from '@core/create-core'
import type { Core } from '@core/core'
import { forkEngine } from '@core/engine-process/fork-engine'
import { gioTrash } from '@core/storage/gio-trash'
import { defaultWorkspaceDir } from '@core/workspace/config-folder'
import type { Flags } from './flags'
import type { Terminal } from './terminal'

/** What every command gets. */
export interface Session {
  readonly flags: Flags
  readonly positionals: readonly string[]
  readonly terminal: Terminal
  /** Results as one JSON document on stdout. */
  readonly json: boolean
  /** Opens the workspace; closed by the caller of the command, also after Ctrl-C. */
  readonly core: () => Promise<Core>
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** A lazily opened core, so that --help and a wrong line touch no disk. */
export class CoreHolder {
  private opening: Promise<Core> | null = null

  constructor(
    private readonly entriesDir: string,
    private readonly flags: Flags,
    private readonly terminal: Terminal,
  ) {}

  get = (): Promise<Core> => {
    this.opening ??= this.open()
    return this.opening
  }

  async close(): Promise<void> {
    const core = await this.opening?.catch(() => null)
    await core?.close()
  }

  private async open(): Promise<Core> {
    const verbose = process.env['CROSSFADE_LOG'] === '1'
    const log = (line: string) => {
      if (verbose) this.terminal.say(line)
    }
    return createCore({
      workspaceDir: this.flags.text('workspace') ?? (await defaultWorkspaceDir()),
      startEngine: forkEngine({ entriesDir: this.entriesDir, onOutput: (role, line) => log(`[${role}] ${line}`) }),
      log,
      moveToTrash: gioTrash,
    })
  }
}
