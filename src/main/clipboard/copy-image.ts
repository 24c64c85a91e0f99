import { clipboard, ClipboardItem, nativeImage } from 'electron'

/** What the fallback Electron has, and the official one of today no longer. */
interface OlderClipboard {
  readonly writeImage?: (image: Electron.NativeImage) => void
}

/** Puts a PNG, given as a data URL, on the clipboard. Newer Electrons take it as the W3C's clipboard item. */
export async function copyImage(png: string): Promise<void> {
  const image = nativeImage.createFromDataURL(png)
  const older: OlderClipboard = clipboard as unknown as OlderClipboard
  if (older.writeImage !== undefined) older.writeImage(image)
  else await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(image.toPNG())], { type: 'image/png' }) })])
}
