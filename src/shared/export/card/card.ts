import { z } from 'zod'
import { metricFacts } from '../../compare/metric-facts'
import { countText, metricText, valueIntervalText } from '../../compare/number-words'
import type { Audit } from '../../dataset/audit'
import type { RunDetail } from '../../run/run-detail'
import type { PartEvaluation } from '../../run/evaluation'
import { testSeen } from '../../run/test-looks'
import type { CardBlock } from './card-block'
import { text } from './card-block'
import { architectureBlocks, reproduceBlocks, trainingBlocks } from './model-blocks'

/** card.json of a run folder: the parts of its model card that people write. Version 1. */
export const cardTexts = z.object({
  version: z.literal(1),
  /** What the model is for, and who should use it. */
  purpose: z.string().max(20_000),
  /** What it must not be used for, and what is known to go wrong. */
  limits: z.string().max(20_000),
})
export type CardTexts = z.infer<typeof cardTexts>

export interface CardSection {
  readonly title: string
  readonly blocks: readonly CardBlock[]
}

export interface Card {
  readonly title: string
  readonly note: string
  readonly sections: readonly CardSection[]
}

export interface CardInput {
  readonly run: RunDetail
  readonly texts: CardTexts | null
  /** null: the table is not there to be looked at. */
  readonly audit: Audit | null
  /** ISO. */
  readonly madeAt: string
}

const unwritten = 'Not written yet.'

/** What a model is, was made of and is worth, as the model cards of Mitchell et al. 2019 order it. Every number is of the run's own files. */
export function modelCard({ run, texts, audit, madeAt }: CardInput): Card {
  const { record, notes } = run
  const name = notes.name === '' ? record.id : notes.name
  return {
    title: `Model card: ${name}`,
    note: `${record.id}, made with Crossfade on ${madeAt.slice(0, 16).replace('T', ' ')} UTC.`,
    sections: [
      { title: 'Purpose', blocks: [text(texts?.purpose || unwritten)] },
      { title: 'Data', blocks: dataBlocks(run, audit) },
      { title: 'Preparation', blocks: preparationBlocks(run) },
      { title: 'Architecture', blocks: architectureBlocks(run) },
      { title: 'Training', blocks: trainingBlocks(run) },
      { title: 'Results', blocks: resultBlocks(run) },
      { title: 'Limits', blocks: limitBlocks(run, texts, audit) },
      { title: 'How to reproduce', blocks: reproduceBlocks(run) },
      ...(notes.notes === '' ? [] : [{ title: 'Notes', blocks: [text(notes.notes)] }]),
    ],
  }
}

function dataBlocks({ record }: RunDetail, audit: Audit | null): CardBlock[] {
  const { dataset, experiment, split } = record
  const { columns, target, task } = experiment.recipe
  const facts = [
    `Table: ${dataset.name}${dataset.synthetic ? ' (synthetic)' : ''}, ${countText(dataset.rows)} rows, sha256 ${dataset.sha256}.`,
    `Target: ${target} (${task}${dataset.classes === null ? '' : `, ${countText(dataset.classes)} classes`}).`,
    `Inputs: ${columns.features.join(', ')}.`,
    ...columns.ignored.map(({ name, reason }) => `Left out: ${name} (${reason}).`),
    ...(split === null ? [] : [`Split: ${split.method}, ${countText(split.train)} training, ${countText(split.validation)} validation and ${countText(split.test)} test rows, seed ${split.seed}, hash ${split.hash}.`, ...split.remarks]),
  ]
  const findings = audit === null ? ['The table was not there to be audited when this card was made.'] : audit.findings.length === 0 ? ['The audit found nothing.'] : audit.findings.map(({ sentence }) => sentence)
  return [{ kind: 'list', items: facts }, text('What the audit of the table finds, with this target and split:'), { kind: 'list', items: findings }]
}

function preparationBlocks({ record }: RunDetail): CardBlock[] {
  const { rows, steps } = record.experiment.recipe
  const items = [...rows, ...steps].map((step) => {
    const { kind, ...settings } = step
    const told = Object.entries(settings).map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    return `${kind.replace(/-/g, ' ')}${told.length === 0 ? '' : `: ${told.join('; ')}`}`
  })
  const whose = record.kind === 'ensemble' ? `Each member prepares the rows by its own recipe; this is that of ${record.members?.[0] ?? 'the first'}. ` : ''
  return [text(`${whose}In this order; every statistic was fitted on the training rows only.`), { kind: 'list', items: items.length === 0 ? ['Nothing was done to the table.'] : items }]
}

/** A table of many classes would be the whole card: the worst are what one must know. */
const mostClasses = 40

function resultBlocks({ evaluation }: RunDetail): CardBlock[] {
  if (evaluation === null) return [text('The run was not evaluated.')]
  const parts = (['test', 'validation'] as const).flatMap((part): CardBlock[] => {
    const found = evaluation[part]
    return found === null ? (part === 'test' ? [text('The test rows were left unscored.')] : []) : partBlocks(part, found)
  })
  return parts
}

function partBlocks(part: string, { rows, metrics, perClass, positive, scoredAt, confusion }: PartEvaluation): CardBlock[] {
  const measured = Object.entries(metrics).map(([metric, { value, interval, method }]) => [metricFacts(metric).label, metricText(metric, value), interval === null ? '' : valueIntervalText(metric, interval), method ?? ''])
  const worst = [...(perClass ?? [])].sort((a, b) => (a.f1 ?? 2) - (b.f1 ?? 2)).slice(0, mostClasses)
  const share = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`)
  const confused = (confusion ?? []).flatMap((row, truth) => row.flatMap((count, predicted) => (truth === predicted || count === 0 ? [] : [{ truth, predicted, count }]))).sort((a, b) => b.count - a.count)
  return [
    {
      kind: 'table',
      caption: `${countText(rows)} ${part} rows, scored ${scoredAt.slice(0, 10)}${positive === undefined ? '' : `; positive: ${positive.class}${positive.threshold === null ? '' : ` from a score of ${positive.threshold}`}`}`,
      columns: [{ title: 'metric' }, { title: 'value', numeric: true }, { title: '95 % interval' }, { title: 'method' }],
      rows: measured,
    },
    ...(worst.length === 0 || part !== 'test'
      ? []
      : [
          {
            kind: 'table' as const,
            caption: worst.length < (perClass ?? []).length ? `The ${worst.length} classes with the lowest F1 of ${(perClass ?? []).length}` : 'Per class, lowest F1 first',
            columns: [{ title: 'class' }, { title: 'rows', numeric: true }, { title: 'precision', numeric: true }, { title: 'recall', numeric: true }, { title: 'F1', numeric: true }],
            rows: worst.map(({ name, support, precision, recall, f1 }) => [name, countText(support), share(precision), share(recall), share(f1)]),
          },
        ]),
    ...(confused.length === 0 || part !== 'test'
      ? []
      : [{ kind: 'list' as const, items: confused.slice(0, 5).map(({ truth, predicted, count }) => `${countText(count)} ${count === 1 ? 'row' : 'rows'} of ${perClass?.[truth]?.name ?? truth} ${count === 1 ? 'was' : 'were'} taken for ${perClass?.[predicted]?.name ?? predicted}.`) }]),
  ]
}

function limitBlocks({ record }: RunDetail, texts: CardTexts | null, audit: Audit | null): CardBlock[] {
  const known = [
    ...(record.dataset.synthetic ? ['It was trained on synthetic rows: it says nothing about real ones.'] : []),
    ...(record.split !== null && record.split.validation === 0 ? ['There were no validation rows: the best epoch was chosen on training rows.'] : []),
    ...[testSeen(record)].filter((seen): seen is string => seen !== null),
    ...(audit !== null && audit.twins.testRows > 0 ? [`${countText(audit.twins.testRows)} test rows (${(audit.twins.share * 100).toFixed(1)} %) have an exact twin outside the test part, so the results flatter the model.`] : []),
    ...ceilingOf(audit),
    'The intervals are about other rows of the same kind; they say nothing about rows of another kind.',
  ]
  return [text(texts?.limits || unwritten), { kind: 'list', items: known }]
}

function ceilingOf(audit: Audit | null): string[] {
  const ceiling = audit?.conflicts.ceilingAccuracy ?? null
  return ceiling === null || audit?.conflicts.rows === 0 ? [] : [`Equal inputs with different labels cap the accuracy of any model at ${(ceiling * 100).toFixed(1)} %.`]
}
