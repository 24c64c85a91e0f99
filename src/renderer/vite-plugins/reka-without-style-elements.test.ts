import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { inertBehind, withoutStyleElements } from './reka-without-style-elements'

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

describe('what lies behind an open list', () => {
  it('is made inert by the library as it is installed', () => {
    const name = modules.find((one) => one.endsWith('useHideOthers.js')) ?? ''
    const fail = (message: string): never => {
      throw new Error(message)
    }
    expect(inertBehind(readFileSync(join(dist, name), 'utf8'), fail)).toContain('suppressOthers as hideOthers')
    expect(() => inertBehind('import { hideAll } from "aria-hidden";', fail)).toThrow(/adapt/)
  })
})
