import { expect, it } from 'vitest'
import { contentSecurityPolicy } from './content-security'

it('allows nothing unsafe, nothing from elsewhere, and nothing by default', () => {
  expect(contentSecurityPolicy).not.toMatch(/unsafe-|https?:|\*/)
  expect(contentSecurityPolicy).toContain("default-src 'none'")
})
