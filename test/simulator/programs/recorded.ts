import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMachine } from './kernel/machine.js';

interface Recorded {
  script: string;
  stdout: string;
  stderr: string;
  code: number | null;
  signal?: string;
}

/** Paths of the tools differ between the machines, so those are masked. */
const mask = (text: string) => text.replace(/\/(?:tmp\/)?bin(?:-\w+)?(?=\/|:|$)/gm, '<bin>');

/** Runs the scripts of a table (see record.mjs) and compares with what a real busybox printed for each. */
export function compareWithRecorded(title: string, table: URL): void {
  const rows = JSON.parse(readFileSync(table, 'utf8')) as Recorded[];
  describe(title, () => {
    it.each(rows)('$script', async ({ script, stdout, stderr, code, signal }) => {
      const outcome = await createMachine().sh(script);
      expect({ stdout: mask(outcome.stdout), stderr: mask(outcome.stderr) }).toEqual({
        stdout: mask(stdout),
        stderr: mask(stderr),
      });
      if (signal) expect(outcome.signal).toBe(signal);
      else expect(outcome.code).toBe(code);
    });
  });
}
