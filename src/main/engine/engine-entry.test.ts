import { join } from 'node:path'
import { expect, it } from 'vitest'
import { engineEntry } from './engine-entry'

it('finds the engines beside main in a checkout', () => {
  expect(engineEntry(join('/', 'src', 'out', 'main'), 'trainer')).toBe(join('/', 'src', 'out', 'main', 'engine-trainer.js'))
})

it('finds the engines outside the archive in a packaged app', () => {
  expect(engineEntry(join('/', 'opt', 'resources', 'app.asar', 'out', 'main'), 'data')).toBe(
    join('/', 'opt', 'resources', 'app.asar.unpacked', 'out', 'main', 'engine-data.js'),
  )
})
