import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPath, parsePath, valueAt } from '../../src/checks/path.js';

test('paths are written as people write them', () => {
  expect(formatPath(['State', 'Status'])).toBe('State.Status');
  expect(formatPath(['Config', 'Env', 2])).toBe('Config.Env[2]');
  expect(formatPath(['Config', 'Labels', 'com.example.role'])).toBe('Config.Labels["com.example.role"]');
  expect(formatPath([])).toBe('');
});

test('every written path is read back', () => {
  const key = fc.oneof(
    fc.nat(99),
    fc.string(),
    fc.constantFrom('80/tcp', 'com.docker.x', 'a"b', 'a]b', '\\'),
  );
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      expect(parsePath(formatPath(keys))).toEqual(keys);
    }),
  );
});

test('people may also type dots for list elements, leading dots and keys without quotes', () => {
  const inspected = { Ports: { '80/tcp': [{ HostPort: '8080' }] }, Env: ['A=1'] };
  expect(valueAt(inspected, 'Env.0')).toBe('A=1');
  expect(valueAt(inspected, '.Env[0]')).toBe('A=1');
  expect(valueAt(inspected, 'Ports.80/tcp.0.HostPort')).toBe('8080');
  expect(valueAt(inspected, 'Ports["80/tcp"][0].HostPort')).toBe('8080');
});

test('what is not there is undefined, never an inherited thing', () => {
  for (const path of ['a.b.c', 'a[7]', 'toString', 'list.length']) {
    expect(valueAt({ a: { b: 1 }, list: [1] }, path)).toBeUndefined();
  }
});

test('any text is a path, at worst to nothing', () => {
  fc.assert(fc.property(fc.string(), (path) => void valueAt({ a: [{ b: 1 }] }, path)));
});
