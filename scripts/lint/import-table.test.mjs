import { describe, expect, it } from 'vitest'
import { refusal } from './import-table.mjs'

describe('the import table', () => {
  it.each([
    ['src/shared/run/run-state.ts', '../errors'],
    ['src/shared/errors.ts', 'zod'],
    ['src/core/runs/run-store.ts', '@shared/errors'],
    ['src/core/runs/run-store.ts', 'node:fs'],
    ['src/engine/data/duckdb.ts', '@duckdb/node-api'],
    ['src/main/index.ts', '@core/workspace/workspace'],
    ['src/renderer/src/app.ts', 'vue'],
    ['src/shared/errors.test.ts', 'vitest'],
    ['e2e/first.spec.ts', '../src/shared/errors'],
  ])('lets %s import %s', (file, source) => expect(refusal(file, source, false)).toBeNull())

  it.each([
    ['src/shared/errors.ts', 'node:fs'],
    ['src/shared/errors.ts', '../core/runs/run-store'],
    ['src/core/runs/run-store.ts', 'electron'],
    ['src/core/runs/run-store.ts', '../../engine/data/duckdb'],
    ['src/engine/data/profile.ts', '@duckdb/node-api'],
    ['src/engine/data/profile.ts', '@core/workspace/workspace'],
    ['src/renderer/src/app.ts', 'electron'],
    ['src/renderer/src/app.ts', '../../preload/index'],
    ['src/renderer/src/app.ts', 'node:path'],
    ['src/preload/index.ts', 'node:path'],
    ['src/cli/index.ts', 'electron'],
    ['e2e/first.spec.ts', '../src/main/index'],
  ])('refuses that %s imports %s', (file, source) => expect(refusal(file, source, false)).not.toBeNull())

  it('lets the renderer import types of the preload, and nothing else', () => {
    expect(refusal('src/renderer/src/api.ts', '@preload/api', true)).toBeNull()
    expect(refusal('src/renderer/src/api.ts', '@preload/api', false)).not.toBeNull()
  })
})
