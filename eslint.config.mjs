import js from '@eslint/js'
import node from 'eslint-plugin-n'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import importTable from './scripts/lint/import-table.mjs'

/** Where code runs on the fallback Electron: its Node is 16.17. */
const onElectronNode = ['src/{shared,core,engine,main,cli,preload}/**/*.ts']
const tests = ['**/*.test.ts', '**/*.deep.ts', '**/fixtures/**']

export default tseslint.config(
  {
    ignores: ['node_modules/', 'out/', 'dist/', 'build-info/', 'test-results/', '**/*.d.ts', 'scripts/setup/fallback-electron/'],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      'vue/no-static-inline-styles': 'error',
      'vue/no-v-html': 'error',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/first-attribute-linebreak': 'off',
    },
  },
  {
    plugins: { crossfade: importTable },
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/**/*.{ts,vue}', 'e2e/**/*.ts'], rules: { 'crossfade/import-table': 'error' } },
  {
    files: onElectronNode,
    ignores: tests,
    plugins: { n: node },
    settings: { node: { version: '>=16.17.0' } },
    rules: {
      'n/no-unsupported-features/node-builtins': ['error', { version: '>=16.17.0', ignores: [] }],
      'n/no-unsupported-features/es-builtins': ['error', { version: '>=16.17.0' }],
    },
  },
  { files: ['scripts/**', 'bench/**', 'e2e/**', ...tests, '**/*.{mjs,js}'], rules: { 'no-console': 'off' } },
)
