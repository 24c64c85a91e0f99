import { FlaskConical } from '@lucide/vue'
import type { RunRecord } from '@shared/run/run-record'
import type { Action } from '../../components/ActionMenu.vue'
import { useStudyDraftStore } from '../../stores/study-draft'
import { treesOfRun } from '../../stores/study-model'

/** What a study can ask of a run: entries for its menu, which open the form of a study with the run as its base. None for what has nothing to vary. */
export function runStudyActions({ id, kind, baseline }: Pick<RunRecord, 'id' | 'kind' | 'baseline'>): readonly Action[] {
  if (kind !== 'layers' && treesOfRun({ baseline }) === undefined) return []
  const draft = useStudyDraftStore()
  return [
    { label: 'Repeat over seeds…', icon: FlaskConical, apart: true, run: () => void draft.fromRun(id, 'repeat') },
    { label: 'Cross-validate…', run: () => void draft.fromRun(id, 'k-fold') },
    { label: 'Search from this run…', run: () => void draft.fromRun(id, 'search') },
    { label: 'Learning curve…', run: () => void draft.fromRun(id, 'learning-curve') },
  ]
}
