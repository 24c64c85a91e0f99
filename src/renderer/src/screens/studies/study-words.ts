import type { Plan, Strategy, StudyDesign } from '@shared/study/study'
import type { StudyProgress } from '@shared/study/study-view'
import type { TrialStatus } from '@shared/study/trial'
import { counted, integer } from '../../format/number'
import { settingLabel, settingValue } from './settings-catalogue'

export const planWords: Readonly<Record<Plan['kind'], string>> = {
  search: 'Search over settings',
  repeat: 'Repeat over seeds',
  'learning-curve': 'Learning curve',
  'k-fold': 'Cross-validation',
}

export const strategyWords: Readonly<Record<Strategy['kind'], string>> = {
  grid: 'Grid',
  random: 'Random',
  sobol: 'Sobol points',
  'latin-hypercube': 'Latin hypercube',
  tpe: 'TPE (Bayesian)',
  'successive-halving': 'Successive halving',
  hyperband: 'Hyperband',
}

/** What each strategy does, for somebody who chooses one. */
export const strategyHints: Readonly<Record<Strategy['kind'], string>> = {
  grid: 'Every combination once.',
  random: 'Combinations drawn at random, as many as the budget says.',
  sobol: 'Points that fill the space evenly, as many as the budget says.',
  'latin-hypercube': 'Each setting takes every part of its range equally often.',
  tpe: 'Each trial is drawn near those that did well before it.',
  'successive-halving': 'Many begin with few epochs; the best of each round go on for longer.',
  hyperband: 'Successive halving from several starting points, from bold to cautious.',
}

const trialStatusWords: Readonly<Record<TrialStatus, string>> = {
  running: 'Running',
  completed: 'Completed',
  halted: 'Halted',
  pruned: 'Ended early',
  stopped: 'Stopped',
  failed: 'Failed',
}

/** A trial that has begun is at work, `waits` for a process, or rests with its study. */
export function trialStateWord(status: TrialStatus, { studyAtWork, waits }: { readonly studyAtWork: boolean; readonly waits: boolean }): string {
  if (status !== 'running') return trialStatusWords[status]
  if (!studyAtWork) return 'Paused'
  return waits ? 'Waits' : trialStatusWords.running
}

/** What a study does, in a few words. */
export function planLine({ plan }: StudyDesign): string {
  switch (plan.kind) {
    case 'search':
      return `${strategyWords[plan.strategy.kind]} over ${counted(plan.space.length, 'setting')}${plan.seeds > 1 ? `, ${integer(plan.seeds)} seeds each` : ''}`
    case 'repeat':
      return `${counted(plan.seeds, 'seed')}${plan.resplit ? ', rows split anew' : ''}`
    case 'learning-curve':
      return `Learning curve, ${counted(plan.shares.length, 'share')} of the training rows`
    case 'k-fold':
      return `${integer(plan.folds)}-fold cross-validation${plan.repeats > 1 ? `, ${integer(plan.repeats)} times` : ''}${plan.stratified ? ', stratified' : ''}${plan.group === undefined ? '' : `, ${plan.group} kept together`}`
  }
}

/** `working`: whether anybody works on it; trials that were left at work count as begun otherwise. */
export function trialsLine({ ended, total, running, failed }: StudyProgress, working: boolean): string {
  const parts = [total === null ? counted(ended, 'trial') : `${integer(ended)} of ${counted(total, 'trial')}`]
  if (running > 0) parts.push(`${integer(running)} ${working ? 'at work' : 'begun'}`)
  if (failed > 0) parts.push(`${integer(failed)} failed`)
  return parts.join(' · ')
}

/** Null while nothing says how long it takes. */
export const shareOf = ({ ended, total }: StudyProgress): number | null => (total === null || total === 0 ? null : Math.min(1, ended / total))

/** The values of a combination, in words. */
export const valuesLine = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([path, value]) => `${settingLabel(path)} ${settingValue(path, value)}`)
    .join(' · ')
