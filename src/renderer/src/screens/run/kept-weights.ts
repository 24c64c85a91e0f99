import { computed, ref, watch } from 'vue'
import type { RunDetail } from '@shared/run/run-detail'
import type { EpochCursor } from './run-series'

/** The epochs of a run whose weights were kept, to choose one of: the one that the page's cursor stands at, where it has weights. */
export function useKeptWeights(detail: () => RunDetail, cursor: () => EpochCursor) {
  const epochs = computed(() => {
    const { record, keptEpochs } = detail()
    return [
      { value: 'best', label: `Best (epoch ${record.best?.epoch ?? '–'})` },
      { value: 'last', label: `Last (epoch ${record.last?.epoch ?? '–'})` },
      ...keptEpochs.map((kept) => ({ value: String(kept), label: `Epoch ${kept}` })),
    ]
  })
  const epoch = ref('best')
  watch(
    cursor,
    (at) => {
      if (epochs.value.some(({ value }) => value === String(at))) epoch.value = String(at)
    },
    { immediate: true },
  )
  /** Only networks have weights of several epochs. */
  const which = computed(() => (detail().record.kind !== 'layers' ? 'best' : epoch.value === 'best' || epoch.value === 'last' ? epoch.value : Number(epoch.value)))
  return { epochs, epoch, which }
}
