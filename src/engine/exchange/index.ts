import { exchangeMethods } from '@shared/engine/exchange-methods'
import { serveEngine } from '../channel/serve-engine'
import { checkModel } from './check/check-model'
import { readModel } from './read-model'
import { writeModel } from './write-model'

serveEngine('exchange', exchangeMethods, {
  writeModel,
  checkModel,
  readModel,
})
