import { expect, it } from 'vitest'
import { SetupFailure, downloadProgress, formatBytes, formatSeconds } from './report.mjs'
import { cacheFolder } from './paths.mjs'
import { nodeIsSupported } from './ready.mjs'

it('puts what, why and what to do into one paragraph', () => {
  const failure = new SetupFailure({ what: 'It  broke:\n no space', why: 'Nothing runs', todo: 'Make room.' })
  expect(failure.message).toBe('It broke: no space. Nothing runs. Make room.')
})

it('shows size and time left', () => {
  const lines = []
  let time = 0
  const progress = downloadProgress('Part', { stream: { isTTY: false, write: (line) => lines.push(line) }, now: () => time })
  progress.update(0, 300_000_000)
  time = 10_000
  progress.update(100_000_000, 300_000_000)
  expect(lines).toEqual(['  Part: 100 MB of 300 MB (33 %), 20 s left\n'])
})

it('counts the time left from what this download brought, not from what was there before', () => {
  const lines = []
  let time = 0
  const progress = downloadProgress('Part', { stream: { isTTY: false, write: (line) => lines.push(line) }, now: () => time })
  progress.update(200_000_000, 300_000_000)
  time = 10_000
  progress.update(250_000_000, 300_000_000)
  expect(lines[0]).toContain(', 10 s left')
})

it('writes sizes and times for people', () => {
  expect([formatBytes(273_829_956), formatBytes(1_500_000_000), formatBytes(2_000)]).toEqual(['274 MB', '1.50 GB', '2 kB'])
  expect([formatSeconds(0.26), formatSeconds(59), formatSeconds(200)]).toEqual(['0.3 s', '59 s', '3 min 20 s'])
})

it('finds the cache folder outside the clone', () => {
  expect(cacheFolder({ CROSSFADE_CACHE: '/a/b', XDG_CACHE_HOME: '/c' })).toBe('/a/b')
  expect(cacheFolder({ XDG_CACHE_HOME: '/c' })).toBe('/c/crossfade')
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\.cache\/crossfade$/)
})

it('knows which Node versions the tools run on', () => {
  const fit = ['20.19.0', '20.20.2', '22.13.0', '24.21.0']
  const unfit = ['18.20.0', '20.18.3', '21.7.0', '22.12.0']
  expect(fit.map(nodeIsSupported)).toEqual(fit.map(() => true))
  expect(unfit.map(nodeIsSupported)).toEqual(unfit.map(() => false))
})
