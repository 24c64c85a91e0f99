import { z } from 'zod'

export const engineRoles = ['data', 'trainer', 'analysis', 'baseline', 'exchange'] as const
export const engineRole = z.enum(engineRoles)
export type EngineRole = z.infer<typeof engineRole>
