import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { crossfadeVersion } from './version'

it('is the version of the package', () => {
  const described = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
  expect(crossfadeVersion).toBe(described.version)
})
