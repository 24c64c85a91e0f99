import { expect, it } from 'vitest'
import { trialStateWord } from './study-words'

it('tells a trial at work from one that is held and one whose study rests', () => {
  expect(trialStateWord('running', { studyAtWork: true, waits: false })).toBe('Running')
  expect(trialStateWord('running', { studyAtWork: true, waits: true })).toBe('Waits')
  expect(trialStateWord('running', { studyAtWork: false, waits: true })).toBe('Paused')
  expect(trialStateWord('completed', { studyAtWork: true, waits: true })).toBe('Completed')
})
