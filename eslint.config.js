import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which rooms a room may import, besides itself. The road runs one way: see docs/architecture.md. */
const rooms = {
  simulator: [],
  checks: [],
  course: ['checks'],
  screen: [],
  terminal: [],
  environments: ['checks', 'course', 'simulator/server'],
  session: ['course', 'checks', 'environments', 'terminal'],
  verify: ['session', 'course', 'checks', 'environments', 'terminal'],
  plain: ['session', 'course', 'checks', 'environments', 'terminal'],
  tui: ['session', 'course', 'checks', 'environments', 'terminal', 'screen'],
};

/** Contract files hold types only, so that any room but the simulator may name them. */
const contracts = ['environments/contract', 'terminal/contract'];

const roomRules = Object.entries(rooms).map(([room, allowed]) => {
  const mayName = room === 'simulator' ? [] : [...contracts, 'errors', 'json'];
  const banned = [...Object.keys(rooms), 'cli', 'errors', 'json'].filter((other) => other !== room);
  const allow = [...allowed, ...mayName].map((path) => `!**/${path}{,.js,/**}`);
  return {
    files: [`src/${room}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...banned.map((other) => `../**/${other}{,.js,/**}`), ...allow],
              message: `The room "${room}" may import only: ${[...allowed, ...mayName].join(', ') || 'itself'}.`,
            },
            ...(['tui'].includes(room)
              ? []
              : [{ group: ['react', 'ink', 'ink-*'], message: 'Only src/tui knows React and Ink.' }]),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'lessons', 'node_modules', 'test/conformance/**/*.mjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // Rooms hand out closures, not classes: nothing uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 500 }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { 'react-hooks': hooks },
    rules: { ...hooks.configs.recommended.rules },
  },
  { files: ['*.config.{js,ts}'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  ...roomRules,
);
