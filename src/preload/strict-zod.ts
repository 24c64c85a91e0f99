import { z } from 'zod'

// zod compiles parsers with `new Function` where it may; the probe alone breaks the Content-Security-Policy.
z.config({ jitless: true })
