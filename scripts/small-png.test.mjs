// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { smallPng } from './small-png.mjs'

const picture = readFileSync(join(import.meta.dirname, '..', 'docs', 'screenshots', 'run-curves-light.png'))

describe('a small picture', () => {
  it('has the same size in pixels and fewer bytes', () => {
    const small = smallPng(picture)
    expect(small.length).toBeLessThanOrEqual(picture.length)
    expect(small.subarray(16, 24)).toEqual(picture.subarray(16, 24))
  })

  it('does not become smaller twice, and anything else stays as it is', () => {
    const small = smallPng(picture)
    expect(smallPng(small)).toEqual(small)
    expect(smallPng(Buffer.from('not a picture, but long enough to have a header'))).toEqual(Buffer.from('not a picture, but long enough to have a header'))
  })
})
