import { trainerMethods } from '@shared/engine/trainer-methods'
import { serveEngine } from '../channel/serve-engine'
import { trainerHandlers } from './handlers'

serveEngine('trainer', trainerMethods, trainerHandlers())
