/** What this needs of the plugin context of Vite. */
interface TransformContext {
  error(message: string): never
}

/**
 * reka-ui 2.11 renders `<style>` elements in its viewports and while a splitter is dragged, which a Content-Security-Policy
 * without 'unsafe-inline' refuses. This removes them at build time; their rules stand in src/styles/reka.css.
 * A build fails when a new version of the library brings a style element that this does not know.
 */
export function rekaWithoutStyleElements() {
  return {
    name: 'crossfade:reka-without-style-elements',
    apply: 'build' as const,
    enforce: 'pre' as const,
    transform(this: TransformContext, code: string, id: string) {
      if (!/[\\/]reka-ui[\\/]dist[\\/].*\.js$/.test(id.replace(/\?.*$/, ''))) return null
      if (!makesStyleElement(code)) return null
      const fixed = withoutStyleElements(code)
      if (makesStyleElement(fixed)) this.error(`${id} makes a <style> element in a way that is not known: adapt vite-plugins/reka-without-style-elements.ts`)
      return { code: fixed, map: null }
    },
  }
}

const makesStyleElement = (code: string): boolean => /as: "style"|createElement\("style"\)/.test(code)

/** The source of a module of reka-ui without its style elements. The drag cursor becomes an attribute of the root element. */
export function withoutStyleElements(code: string): string {
  return code
    .replace(/,\s*createVNode\(unref\(Primitive\), \{\s*as: "style",[\s\S]*?\}, 8, \["nonce"\]\)/g, '')
    .replace(
      /function resetGlobalCursorStyle\(\) \{[\s\S]*?\n\}\nfunction setGlobalCursorStyle\([^)]*\) \{[\s\S]*?\n\}\n/,
      `function resetGlobalCursorStyle() {
	document.documentElement.removeAttribute("data-drag-cursor");
	currentCursorStyle = null;
}
function setGlobalCursorStyle(state, constraintFlags) {
	const style = getCursorStyle(state, constraintFlags);
	if (currentCursorStyle === style) return;
	currentCursorStyle = style;
	document.documentElement.setAttribute("data-drag-cursor", style);
}
`,
    )
}
