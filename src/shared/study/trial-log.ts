import { assertNever } from '../assert-never'
import { emptyTrialLog } from './trial'
import type { Trial, TrialLine, TrialLog } from './trial'

/** The log of all lines, in time that grows with their number alone. */
export function logOf(lines: readonly TrialLine[]): TrialLog {
  const growing = new GrowingTrialLog()
  for (const line of lines) growing.tell(line)
  return growing.now
}

/** A log that goes on: each line is told to it in place, so that the thousandth costs no more than the first. */
export class GrowingTrialLog {
  private readonly trials: Trial[]
  private readonly asked: TrialLog['asked'][number][]
  private readonly promotions: TrialLog['promotions'][number][]
  private workedMs: number

  constructor(known: TrialLog = emptyTrialLog) {
    this.trials = [...known.trials]
    this.asked = [...known.asked]
    this.promotions = [...known.promotions]
    this.workedMs = known.workedMs
  }

  /** As it is now; its lists grow with the next line. For whoever is done with it at once. */
  get now(): TrialLog {
    const { trials, asked, promotions, workedMs } = this
    return { trials, asked, promotions, workedMs }
  }

  /** A log that stays as it is. */
  snapshot(): TrialLog {
    return { trials: [...this.trials], asked: [...this.asked], promotions: [...this.promotions], workedMs: this.workedMs }
  }

  /** A line about a trial that is not there changes nothing. */
  tell(line: TrialLine): void {
    switch (line.kind) {
      case 'asked':
        this.asked.push(line.values)
        return
      case 'begun':
        this.trials.push(begun(line))
        if (line.by === 'person') this.asked.shift()
        return
      case 'promoted':
        this.promotions.push({ bracket: line.bracket, rung: line.rung, trials: line.trials })
        return
      case 'continued':
        this.change(line.trial, { status: 'running', until: line.until, ended: null })
        return
      case 'ended': {
        const { status, reason, objective, epoch, epochs, parameters, trainMs, curve, workedMs, at } = line
        this.change(line.trial, { status, reason, objective, epoch, epochs, parameters, trainMs, curve, ended: at })
        this.workedMs = workedMs
        return
      }
      case 'rested':
        this.workedMs = line.workedMs
        return
      default:
        assertNever(line)
    }
  }

  /** Trial n stands at place n - 1. Another object takes its place: whoever holds the one before keeps it as it was. */
  private change(number: number, fields: Partial<Trial>): void {
    const trial = this.trials[number - 1]
    if (trial !== undefined) this.trials[number - 1] = { ...trial, ...fields }
  }
}

const begun = (line: Extract<TrialLine, { kind: 'begun' }>): Trial => ({
  trial: line.trial,
  run: line.run,
  configuration: line.configuration,
  values: line.values,
  seed: line.seed,
  by: line.by,
  bracket: line.bracket ?? null,
  until: line.until ?? null,
  status: 'running',
  reason: null,
  objective: null,
  epoch: null,
  epochs: 0,
  parameters: null,
  trainMs: 0,
  curve: [],
  begun: line.at,
  ended: null,
})
