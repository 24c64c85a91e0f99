import { resolve } from 'node:path'
import type { Audit } from '@shared/dataset/audit'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { CrossfadeError } from '@shared/errors'
import { guessTarget } from '@shared/recipe/guess'
import type { Recipe } from '@shared/recipe/recipe'
import { exitCodes } from '../exit-code'
import { readingFlags, readingFrom } from '../reading-flags'
import type { Session } from '../session'
import { applyToSplit } from '../train/apply-flags'
import { guessRecipeFrom } from '../train/guess-experiment'
import { splitFlags } from '../train/train-flags'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, duration } from '../wording'

export const auditVerb: Verb = {
  name: 'audit',
  args: 'FILE',
  summary: 'Look for what would make the numbers of a model on this table worthless, and say what to do.',
  least: 1,
  most: 1,
  engine: 'data',
  flags: [
    { name: 'target', kind: 'text', value: 'COL', help: 'the column to predict (default: guessed, and said)' },
    { name: 'task', kind: 'choice', choices: ['classification', 'regression'], help: 'guessed from the target otherwise' },
    { name: 'ignore', kind: 'list', help: 'columns to leave out, beside those left out by guess' },
    { name: 'features', kind: 'list', help: 'learn from exactly these columns' },
    ...splitFlags,
    ...readingFlags,
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['audit songs.csv.gz --target track_genre', 'audit houses.csv --target price --split ordered --json'],
  run: async (session) => {
    const { core, flags, json, positionals, terminal, interrupted } = session
    const services = await core()
    const showProgress = ({ doing, share }: { readonly doing: string; readonly share: number | null }) =>
      terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`)
    const began = Date.now()
    const dataset = await services.datasets.open(resolve(positionals[0] ?? ''), readingFrom(flags), showProgress, interrupted)
    const target = targetOf(dataset, session)
    const guessed = guessRecipeFrom(dataset, target, session)
    if (guessed.columns.features.length === 0) throw nothingToLearnFrom(guessed)
    const recipe = { ...guessed, split: applyToSplit(guessed.split, flags) }
    const audit = await services.datasets.audit(dataset.id, recipe, { signal: interrupted, onProgress: showProgress })
    terminal.progress(null)
    const ms = Date.now() - began
    if (json) {
      terminal.print(JSON.stringify({ file: dataset.path, sha256: dataset.sha256, ...audit, task: recipe.task, split: recipe.split, auditMs: audit.ms, ms }))
      return exitCodes.done
    }
    terminal.print(inWords(dataset, audit, ms))
    return exitCodes.done
  },
}

/** Why every column was left out, as far as a line holds: that is what must be mended, or overruled. */
function nothingToLearnFrom({ columns: { ignored } }: Recipe): CrossfadeError {
  const reasons = ignored.slice(0, 5).map(({ name, reason }) => `${name} (${reason})`)
  const left = reasons.length === 0 ? '' : `: left out are ${reasons.join(', ')}${ignored.length > 5 ? ` and ${ignored.length - 5} more` : ''}`
  return new CrossfadeError('recipe-invalid', `No column is left to learn from${left}. Name some with --features A,B to learn from them all the same.`)
}

function targetOf(dataset: DatasetRecord, { flags, terminal }: Session): string {
  const given = flags.text('target')
  if (given !== undefined) {
    if (dataset.columns.some((column) => column.name === given)) return given
    throw new CrossfadeError('column-not-found', `--target: ${dataset.name} has no column "${given}". Its columns: ${dataset.columns.map((column) => column.name).slice(0, 30).join(', ')}.`)
  }
  const guessed = guessTarget(dataset.columns)
  if (guessed === null) throw new CrossfadeError('target-invalid', `${dataset.name} has no column that could be predicted. Name one with --target COL.`)
  terminal.say(`Target: ${guessed} (guessed; --target COL names another).`)
  return guessed
}

/** Findings with the worst first, each with what to do about it. */
function inWords(dataset: DatasetRecord, audit: Audit, ms: number): string {
  const about = `${dataset.name}: ${count(audit.rows)} rows, target ${audit.target}, ${audit.features.length} features, looked at in ${duration(ms)}`
  if (audit.findings.length === 0) return `${about}\nNothing suspicious was found.`
  const lines = audit.findings.flatMap(({ sentence, remedy }, i) => [`${String(i + 1).padStart(2)}. ${sentence}`, ...(remedy === null ? [] : [`    → ${remedy.label}`])])
  return [about, ...lines].join('\n')
}
