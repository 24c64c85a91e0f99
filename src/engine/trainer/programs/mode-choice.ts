/** In shared, for the window estimates by the same rule. */
export { modeFor } from '@shared/training/mode-choice'
export type { Workload } from '@shared/training/mode-choice'
