import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Check } from '../../src/checks/schema.js';
import type { JsonObject } from '../../src/json.js';
import { container, fakeWorld } from './fake-world.js';
import { look } from './look.js';

/** Objects that look a little like what an engine shows, with anything in their places. */
const keys = [
  'Name',
  'State',
  'Status',
  'Running',
  'Health',
  'Config',
  'Image',
  'RepoTags',
  'NetworkSettings',
  'Ports',
  '80/tcp',
  'HostPort',
  'RestartCount',
  'name',
  '$not',
  '$any',
  '$regex',
  '$order',
];
const inspected = fc.letrec<{ value: JsonObject[string] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, 3, '', 'running', 'exited', '8080', 'nginx:1.27'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
  ),
})).value;
const objects = fc.dictionary(fc.constantFrom(...keys), inspected, { maxKeys: 5 });
const kinds: Check['kind'][] = ['container', 'image', 'network', 'volume'];

test('whatever an engine shows, a check passes or says why not, in words', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      objects,
      inspected,
      fc.boolean(),
      async (kind, object, match, named) => {
        const there = {
          ...container('web'),
          ...object,
          ...(named && { Name: '/web', RepoTags: ['web:latest'] }),
        };
        const world = fakeWorld({ [kind]: [there] });
        const result = await look({ kind, match, ...(named ? { name: 'web' } : { where: {} }) }, world);
        expect(result.status === 'pass').toBe(result.evidence.length === 0);
        for (const { says, code } of result.evidence) {
          expect(code).not.toBe('engine-down');
          expect(says).not.toMatch(/undefined|\[object/);
          expect(says).toMatch(/\.$/);
        }
      },
    ),
    { numRuns: 400 },
  );
});
