import { resolve } from 'node:path'

/** Import aliases across folder borders; the same three are in tsconfig.base.json. Within a folder, imports are relative. */
export const aliases = {
  '@shared': resolve(__dirname, 'src/shared'),
  '@core': resolve(__dirname, 'src/core'),
  '@preload': resolve(__dirname, 'src/preload'),
}
