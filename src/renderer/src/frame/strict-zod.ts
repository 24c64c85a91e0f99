import { z } from 'zod'

// Imported before any schema: zod tries `new Function` as soon as an object schema is made, which the Content-Security-Policy refuses.
z.config({ jitless: true })
