import { dataMethods } from '@shared/engine/data-methods'
import { serveEngine } from '../channel/serve-engine'
import { openTable } from './open-table'
import { readPage } from './page'
import { prepare } from './prepare/prepare'
import { TableStore } from './table/table-store'

const store = new TableStore()

serveEngine('data', dataMethods, {
  open: (input, context) => openTable(store, input, context),
  page: (input) => readPage(store, input),
  prepare: (input, context) => prepare(store, input, context),
})
