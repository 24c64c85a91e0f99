// The window is told the same things: they stand in shared.
export type { StudyDetail, StudyEntry, StudyEvent, StudyProgress, UnreadableStudy } from '@shared/study/study-view'
