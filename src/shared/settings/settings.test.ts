import { expect, it } from 'vitest'
import { defaultSettings, settings, settingsChange } from './settings'

it('a change holds what was changed and nothing else: a default in it would take back what a person had set', () => {
  expect(settingsChange.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
  expect(settingsChange.parse({})).toEqual({})
})

it('a file of an earlier version gets the defaults of what came later', () => {
  const { version, theme, window, railCollapsed, workspace, recent, notifyAfterSeconds, layout } = defaultSettings
  expect(settings.parse({ version, theme, window, railCollapsed, workspace, recent, notifyAfterSeconds, layout })).toEqual(defaultSettings)
})
