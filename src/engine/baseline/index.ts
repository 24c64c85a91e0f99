import { trainerMethods } from '@shared/engine/trainer-methods'
import { serveEngine } from '../channel/serve-engine'
import { baselineHandlers } from './handlers'

serveEngine('baseline', trainerMethods, baselineHandlers())
