import type { z } from 'zod'
import type { ErrorEnvelope } from '../errors'
import { appEvents, appRequests } from './requests/app'
import { compareEvents, compareRequests } from './requests/compare'
import { datasetsEvents, datasetsRequests } from './requests/datasets'
import { evaluationEvents, evaluationRequests } from './requests/evaluation'
import { experimentsEvents, experimentsRequests } from './requests/experiments'
import { predictionsEvents, predictionsRequests } from './requests/predictions'
import { runsEvents, runsRequests } from './requests/runs'
import { storageRequests } from './requests/storage'
import { studiesEvents, studiesRequests } from './requests/studies'
import { takeAwayEvents, takeAwayRequests } from './requests/take-away'
import type { Request } from './requests/request'

/** Every request the window can make. A channel literal stands nowhere else than in its domain's file. */
export const requests = {
  ...appRequests,
  ...datasetsRequests,
  ...evaluationRequests,
  ...experimentsRequests,
  ...runsRequests,
  ...storageRequests,
  ...predictionsRequests,
  ...compareRequests,
  ...studiesRequests,
  ...takeAwayRequests,
} as const

export type Requests = typeof requests
export type Channel = keyof Requests
export type ArgumentOf<C extends Channel> = z.infer<Requests[C]['argument']>
export type ResultOfChannel<C extends Channel> = Requests[C] extends Request<z.ZodType, infer Result> ? Result : never

/** How main answers: never by throwing across the bridge, which would lose the code. */
export type Answer<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: ErrorEnvelope }

/** Everything main tells the window without being asked; at most ten messages a second a run. */
export const events = {
  ...appEvents,
  ...datasetsEvents,
  ...evaluationEvents,
  ...experimentsEvents,
  ...runsEvents,
  ...predictionsEvents,
  ...compareEvents,
  ...studiesEvents,
  ...takeAwayEvents,
} as const

export type Events = typeof events
export type EventName = keyof Events
export type PayloadOf<E extends EventName> = z.infer<Events[E]['payload']>
