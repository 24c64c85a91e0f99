import { z } from 'zod'

/** What electron-store keeps: window matters only. What a run depends on lives in the experiment or in crossfade.json. */
export const settings = z.object({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  window: z.object({
    width: z.number().int().min(400),
    height: z.number().int().min(300),
    x: z.number().int().optional(),
    y: z.number().int().optional(),
    maximized: z.boolean(),
  }),
  railCollapsed: z.boolean(),
  workspace: z.string().nullable(),
  /** Dataset ids, newest first. */
  recent: z.array(z.object({ id: z.string(), name: z.string(), path: z.string() })).max(10),
  notifyAfterSeconds: z.number().int().nonnegative(),
  /** Screen state by key: column choices, split positions. */
  layout: z.record(z.string(), z.unknown()),
})
export type Settings = z.infer<typeof settings>

export const defaultSettings: Settings = {
  version: 1,
  theme: 'system',
  window: { width: 1360, height: 880, maximized: false },
  railCollapsed: false,
  workspace: null,
  recent: [],
  notifyAfterSeconds: 60,
  layout: {},
}

/** What the window may change. */
export const settingsChange = settings.pick({ theme: true, railCollapsed: true, notifyAfterSeconds: true, layout: true }).partial()
export type SettingsChange = z.infer<typeof settingsChange>
