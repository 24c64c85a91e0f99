import { dataMethods } from '@shared/engine/data-methods'
import { serveEngine } from '../channel/serve-engine'
import { auditTable } from './audit/audit'
import { findEvidence } from './audit/evidence'
import { copyTable } from './copy-table'
import { columnByTarget, exploreTable } from './explore'
import { columnRanges, formRow } from './form-row'
import { openTable } from './open-table'
import { readPage } from './page'
import { planRows } from './plan-rows'
import { prepare } from './prepare/prepare'
import { previewTable } from './preview'
import { keyColumn } from './key-column'
import { sliceColumn } from './slice-column'
import { exportRejectedLines, listRejectedLines } from './rejected'
import { absentBeside } from './table/reading-beside'
import { TableStore } from './table/table-store'
import { transformFile } from './transform'
import { typeLosses } from './type-losses'
import { writePredictions } from './write-predictions'

const store = new TableStore()

serveEngine('data', dataMethods, {
  open: (input, context) => openTable(store, input, context),
  page: (input) => readPage(store, input),
  rejectedLines: (input) => listRejectedLines(store, input),
  exportRejected: (input, context) => exportRejectedLines(store, input, context),
  audit: (input, context) => auditTable(store, input, context),
  evidence: (input) => findEvidence(store, input),
  preview: (input) => previewTable(store, input),
  absentColumns: ({ path, reading, needed }) => absentBeside(path, reading, needed),
  plan: (input, context) => planRows(store, input, context),
  typeLosses: (input) => typeLosses(store, input),
  explore: (input, context) => exploreTable(store, input, context),
  columnByTarget: (input) => columnByTarget(store, input),
  transform: (input, context) => transformFile(store, input, context),
  columnRanges: (input) => columnRanges(store, input),
  formRow: (input) => formRow(store, input),
  writePredictions: (input, context) => writePredictions(store, input, context),
  keyColumn: (input) => keyColumn(store, input),
  sliceColumn: (input) => sliceColumn(store, input),
  prepare: (input, context) => prepare(store, input, context),
  copyTable: (input, context) => copyTable(store, input, context),
})
