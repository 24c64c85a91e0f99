import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { withoutStyleElements } from './reka-without-style-elements'

const dist = dirname(createRequire(import.meta.url).resolve('reka-ui'))
const modules = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
const makesStyle = /as: "style"|createElement\("style"\)/

describe('reka-ui without style elements', () => {
  it('finds the modules that make one, and leaves none in them', () => {
    const makers = modules.filter((name) => makesStyle.test(readFileSync(join(dist, name), 'utf8')))
    expect(makers.length).toBeGreaterThan(0)
    for (const name of makers) expect(withoutStyleElements(readFileSync(join(dist, name), 'utf8')), name).not.toMatch(makesStyle)
  })
})
