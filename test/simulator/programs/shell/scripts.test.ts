import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMachine } from '../kernel/machine.js';

interface Recorded {
  script: string;
  stdout: string;
  stderr: string;
  code: number | null;
  signal?: string;
}

// What a real busybox printed for each script (see ../record.mjs). Paths of its tools differ, so those are masked.
const table = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as Recorded[];
const mask = (text: string) => text.replace(/\/(?:tmp\/)?bin(?:-\w+)?(?=\/|:|$)/gm, '<bin>');

describe('the shell does what busybox ash does', () => {
  it.each(table)('$script', async ({ script, stdout, stderr, code, signal }) => {
    const outcome = await createMachine().sh(script);
    expect({ stdout: mask(outcome.stdout), stderr: mask(outcome.stderr) }).toEqual({
      stdout: mask(stdout),
      stderr: mask(stderr),
    });
    if (signal) expect(outcome.signal).toBe(signal);
    else expect(outcome.code).toBe(code);
  });
});
