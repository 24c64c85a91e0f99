/** After a space, `_` or `-`, in any case; or as the last word of a name in camel case. */
const lastWord = /(^|[_\s-])(id|uuid|guid|key|index|rowid)$/i
const lastCamel = /[a-z0-9](I[dD]|UUID|Uuid|GUID|Guid|Key)$/

/** Whether a column is called something that tells rows or things apart: `id`, `track_id`, `Customer ID`, `customerId`; not `humid`, nor `PAID`. */
export const isIdentifierName = (name: string): boolean => lastWord.test(name) || lastCamel.test(name)
