import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../../src/errors.js';

describe('docs/errors.md', () => {
  it('lists every error code with its exit code and meaning, and no other', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d+) +\| (.*?) +\|$/gm)].map(
      ([, code, exit, about]) => [code, Number(exit), about],
    );
    expect(rows).toEqual(Object.entries(errorTable).map(([code, { exit, about }]) => [code, exit, about]));
  });
});
