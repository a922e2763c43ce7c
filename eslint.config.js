import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import prettier from 'eslint-config-prettier'
import jsdoc from 'eslint-plugin-jsdoc'
import svelte from 'eslint-plugin-svelte'
import * as espree from 'espree'
import globals from 'globals'
import ts from 'typescript-eslint'

const documented = [
  'ClassDeclaration',
  'FunctionDeclaration',
  'TSEnumDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'VariableDeclaration',
].map((declaration) => `ExportNamedDeclaration > ${declaration}`)

const nodeGlobals = ['process', 'Buffer', 'global', 'require', 'setImmediate', 'clearImmediate']
const impureGlobals = ['crypto', 'performance']

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'src/renderer/public/']),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/**', 'tools/**'],
    rules: {
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/max-params': ['error', { max: 4 }],
    },
  },
  {
    files: ['src/shared/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        { publicOnly: true, contexts: documented, require: { FunctionDeclaration: false } },
      ],
      // The compiler alone does not see these: the types of csv-stringify bring Node's along.
      'no-restricted-globals': ['error', ...nodeGlobals, ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is injected.' },
        { object: 'Math', property: 'random', message: 'Randomness is injected.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time is injected.' },
      ],
    },
  },
  {
    files: ['src/main/**', 'tools/**', '*.config.*', '.dependency-cruiser.js', 'test/**'],
    languageOptions: { globals: globals.node },
  },
  {
    // Parsed as what it must stay: JavaScript that every Node since 12 can read.
    files: ['src/main/cli/launcher.js'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { parser: espree, ecmaVersion: 2020, parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportDeclaration', message: 'A static import is loaded before the version check.' },
        { selector: 'ChainExpression', message: 'Node 12 cannot parse this.' },
        { selector: 'LogicalExpression[operator="??"]', message: 'Node 12 cannot parse this.' },
      ],
    },
  },
  { files: ['src/preload/**', 'src/renderer/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  prettier,
  svelte.configs.prettier,
)
