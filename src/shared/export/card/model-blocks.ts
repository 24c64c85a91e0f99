import { countText, durationText } from '../../compare/number-words'
import { settingRows } from '../../compare/settings-diff'
import type { Layer } from '../../model/layer'
import type { RunDetail } from '../../run/run-detail'
import type { RunRecord } from '../../run/run-record'
import { epochsWanted, settingsInForce } from '../../run/segments'
import type { CardBlock } from './card-block'
import { text } from './card-block'

function layerText(layer: Layer): string {
  switch (layer.kind) {
    case 'dense':
      return `dense, ${layer.units} units, ${layer.activation}`
    case 'dropout':
      return `dropout ${layer.rate}`
    case 'gaussian-noise':
      return `gaussian noise ${layer.standardDeviation}`
    case 'piecewise-linear':
      return `piecewise-linear embedding, ${layer.bins} bins a column`
    case 'residual':
      return `residual block: ${layer.layers.map(layerText).join(' → ')}`
    case 'batch-normalization':
    case 'layer-normalization':
      return layer.kind.replace('-', ' ')
  }
}

/** What the model is made of. */
export function architectureBlocks({ record }: RunDetail): CardBlock[] {
  if (record.kind === 'ensemble') return [text('The mean of the scores of these runs, each of which has a card of its own:'), { kind: 'list', items: record.members ?? [] }]
  if (record.kind === 'trees') return [text(treesText(record))]
  const { layers, output } = record.experiment.model
  const { parameters } = record
  return [
    { kind: 'list', items: [...layers.map(layerText), `output, ${output.activation}`] },
    ...(parameters === null ? [] : [text(`${countText(parameters.total)} parameters, ${countText(parameters.trainable)} of them trained.`)]),
  ]
}

function treesText({ baseline }: RunRecord): string {
  switch (baseline?.kind) {
    case 'boosted-trees':
      return 'Gradient-boosted trees, grown by LightGBM: each round adds a tree for every class that mends what those before it left wrong.'
    case 'forest':
      return 'A forest, grown by LightGBM: the mean of independent trees, each on a sample of the rows.'
    default:
      return 'No model of the inputs: every row gets the shares of the classes (of a number: the mean) of the training rows. It is what others are held against.'
  }
}

/** How it came about: epochs or rounds, time, machine, and every setting. */
export function trainingBlocks(run: RunDetail): CardBlock[] {
  const { record, metrics, saved } = run
  if (record.kind === 'ensemble') return [text('It was not trained itself: its members were.')]
  const { environment, engine, timing, best } = record
  const network = record.kind === 'layers'
  const settings = network ? { training: settingsInForce(record) } : { model: record.baseline ?? null, training: { seed: record.experiment.training.seed } }
  const rows = settingRows([settings]).map(({ label, texts }) => [label, texts[0] ?? ''])
  const asked = network ? epochsWanted(record) : null
  const unit = network ? 'epochs' : 'rounds'
  const chosen = best === null || best.epoch === 0 ? '' : `; the ${network ? 'weights' : 'trees'} are those of ${network ? 'epoch' : 'round'} ${best.epoch}, the best by ${record.monitor?.on ?? 'validation'} ${record.monitor?.metric ?? 'loss'}`
  const unsaved = saved === undefined || saved.best === best?.epoch ? [] : [`The saved weights are those of epoch ${saved.best}: the run was gone on with, and those of its best epoch, ${best?.epoch ?? 0}, are saved when that ends.`]
  const facts = [
    ...(record.epochs === 0 ? [] : [`${countText(record.epochs)}${asked === null ? '' : ` of at most ${countText(asked)}`} ${unit}${unsaved.length === 0 ? chosen : ''}.`]),
    ...unsaved,
    ...(timing.trainMs === null ? [] : [`Training took ${durationText(timing.trainMs)}.`]),
    ...(engine === null ? [] : [network ? `Engine: ${engine.mode}, ${engine.threads} threads, batch ${engine.batch}.` : `${engine.threads} threads.`]),
    ...(environment === null ? [] : [`${network ? `TensorFlow ${environment.tensorflow ?? 'unknown'} on ` : ''}${environment.platform} ${environment.arch}, ${environment.cpu}.`]),
    ...(metrics.some(({ diverged }) => diverged === true) ? ['The loss was no number at some epoch.'] : []),
  ]
  return [{ kind: 'list', items: facts }, { kind: 'table', caption: 'Settings', columns: [{ title: 'setting' }, { title: 'value' }], rows }]
}

/** Only what answers: weights of networks alone are trained again and compared. */
export function reproduceBlocks({ record }: RunDetail): CardBlock[] {
  const { weights } = record
  const verify = record.kind === 'layers' ? [`crossfade verify ${record.id}      # trains it again and compares every weight`] : []
  return [
    text(`With Crossfade ${record.environment?.crossfade ?? ''} and the table of the hash above:`),
    { kind: 'code', text: [...verify, `crossfade show ${record.id} --json # the experiment, with every setting`].join('\n') },
    ...(weights === null ? [] : [text(`sha256 of the best weights: ${weights.best}.`)]),
  ]
}
