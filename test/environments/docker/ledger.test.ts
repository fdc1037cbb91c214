import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLedger } from '../../../src/environments/docker/ledger.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kt-ledger-'));
  path = join(folder, 'deep', 'DK-01.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('remembers what was noted, also for the next program', () => {
  openLedger(path, 'e1').note({ tags: { 'a:1': 'sha256:1' }, images: ['sha256:1'] });
  openLedger(path, 'e1').note({ tags: { 'b:1': 'sha256:2' }, images: ['sha256:1', 'sha256:2'] });
  expect(openLedger(path, 'e1').entry()).toEqual({
    tags: { 'a:1': 'sha256:1', 'b:1': 'sha256:2' },
    images: ['sha256:1', 'sha256:2'],
    containers: [],
    volumes: {},
  });
});

it('keeps engines apart', () => {
  openLedger(path, 'e1').note({ containers: ['c'] });
  openLedger(path, 'e2').note({ containers: ['d'] });
  openLedger(path, 'e1').clear();
  expect(openLedger(path, 'e1').entry().containers).toEqual([]);
  expect(openLedger(path, 'e2').entry().containers).toEqual(['d']);
  openLedger(path, 'e2').clear();
  expect(existsSync(path)).toBe(false);
});

it('knows nothing when its file is damaged, so that nothing is removed for its sake', () => {
  const ledger = openLedger(path, 'e1');
  ledger.note({ containers: ['c'] });
  writeFileSync(path, '{"version":1,"engines":{"e1":{"containers":["c"]');
  expect(ledger.entry().containers).toEqual([]);
});
