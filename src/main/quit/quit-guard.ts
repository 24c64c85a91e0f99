import { assertNever } from '@shared/assert-never'

export type QuitChoice = 'stop' | 'background' | 'cancel'

export interface QuitGuardOptions {
  readonly activeRuns: () => number
  readonly ask: (runs: number) => Promise<QuitChoice>
  readonly hideWindow: () => void
  /** Called once, when nothing stands in the way of the end. */
  readonly end: () => void
}

type State =
  | { readonly kind: 'running' }
  | { readonly kind: 'asking' }
  /** No window; the program ends with its last run. */
  | { readonly kind: 'background' }
  | { readonly kind: 'ending' }

/** Decides whether the program may end: at once without runs, else as the person says. */
export class QuitGuard {
  private state: State = { kind: 'running' }

  constructor(private readonly options: QuitGuardOptions) {}

  /** True once the end has begun: closing and quitting may go their way. */
  get ending(): boolean {
    return this.state.kind === 'ending'
  }

  /** The person closes the window or quits. */
  async request(): Promise<void> {
    if (this.state.kind === 'asking' || this.state.kind === 'ending') return
    const runs = this.options.activeRuns()
    if (runs === 0) return this.finish()
    this.state = { kind: 'asking' }
    const choice = await this.options.ask(runs).catch((): QuitChoice => 'cancel')
    switch (choice) {
      case 'stop':
        return this.finish()
      case 'background':
        this.state = { kind: 'background' }
        this.options.hideWindow()
        return this.runsChanged()
      case 'cancel':
        this.state = { kind: 'running' }
        return
      default:
        return assertNever(choice)
    }
  }

  /** A run began or ended. */
  runsChanged(): void {
    if (this.state.kind === 'background' && this.options.activeRuns() === 0) this.finish()
  }

  /** The window is wanted again: what was to end with the last run stays. */
  windowShown(): void {
    if (this.state.kind === 'background') this.state = { kind: 'running' }
  }

  /** The system asks us to end, so nobody is asked. */
  endNow(): void {
    if (this.state.kind !== 'ending') this.finish()
  }

  private finish(): void {
    this.state = { kind: 'ending' }
    this.options.end()
  }
}
