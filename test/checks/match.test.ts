import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { match, matches } from '../../src/checks/match.js';
import { isJsonObject, type Json, type JsonObject } from '../../src/json.js';

/** JSON values whose keys are no operators. */
const key = fc.string({ maxLength: 4 }).filter((text) => !text.startsWith('$') && text !== '__proto__');
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ maxLength: 5 }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}));

describe('any value', () => {
  test('matches itself', () => {
    fc.assert(fc.property(json, (value) => matches(value, structuredClone(value))));
  });

  test('matches itself with its lists in another order', () => {
    fc.assert(fc.property(json, (value) => matches(value, reversed(value))));
  });

  test('still matches when parts of the pattern are left out', () => {
    fc.assert(
      fc.property(json, fc.infiniteStream(fc.boolean()), (value, coin) => {
        expect(match(thinned(value, coin), value)).toEqual([]);
      }),
    );
  });

  test('still matches when keys are added to the objects in it', () => {
    fc.assert(fc.property(json, (value) => matches(value, enriched(value))));
  });

  test('either matches a pattern or its $not', () => {
    fc.assert(
      fc.property(
        json,
        json,
        (pattern, value) => matches(pattern, value) !== matches({ $not: pattern }, value),
      ),
    );
  });

  test('$equals itself, and equals nothing that has another key', () => {
    fc.assert(fc.property(json, (value) => matches({ $equals: value }, structuredClone(value))));
    fc.assert(
      fc.property(fc.dictionary(key, json), (value) => !matches({ $equals: value }, { ...value, more: 1 })),
    );
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  return mapObject(value, reversed);
}

function enriched(value: Json): Json {
  if (Array.isArray(value)) return value.map(enriched);
  if (!isJsonObject(value)) return value;
  return { ...(mapObject(value, enriched) as JsonObject), 'an added key': 1 };
}

/** Leaves out keys and elements; what is emptied by that stays as {} or []. */
function thinned(value: Json, coin: Iterator<boolean>): Json {
  const keep = () => coin.next().value === true;
  if (Array.isArray(value)) return value.filter(keep).map((one) => thinned(one, coin));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(keep)
      .map(([name, inner]) => [name, thinned(inner, coin)]),
  );
}

function mapObject(value: Json, change: (value: Json) => Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}

describe('lists', () => {
  test('two wanted elements never share one actual element', () => {
    expect(matches(['a', 'a'], ['a', 'b'])).toBe(false);
    expect(matches([{ port: 80 }, { port: 80 }], [{ port: 80 }])).toBe(false);
  });

  test('an early element leaves the only fit of a later one free', () => {
    expect(matches([{}, { port: 80 }], [{ port: 80 }, { port: 443 }])).toBe(true);
    expect(matches([{ a: 1 }, { a: 1, b: 1 }, {}], [{ a: 1, b: 1 }, { c: 1 }, { a: 1 }])).toBe(true);
  });

  test('a missing element is compared with the one of its name', () => {
    const actual = [
      { name: 'web', image: 'nginx:1.26' },
      { name: 'db', image: 'redis:7' },
    ];
    expect(match({ containers: [{ name: 'db', image: 'redis:8' }] }, { containers: actual })).toEqual([
      {
        path: 'containers[1].image',
        keys: ['containers', 1, 'image'],
        expected: 'redis:8',
        actual: 'redis:7',
      },
    ]);
  });

  test('without an element of its name, a missing element is not compared with another one', () => {
    const found = match(
      { containers: [{ name: 'db', image: 'a' }] },
      { containers: [{ name: 'web', image: 'a' }] },
    );
    expect(found).toMatchObject([
      { path: 'containers', expected: { $contains: { name: 'db', image: 'a' } } },
    ]);
  });

  test('a missing element without likeness is reported for the whole list', () => {
    const found = match({ Env: ['MODE=prod'] }, { Env: ['MOD=test', 'PATH=/bin'] });
    expect(found).toMatchObject([{ path: 'Env', expected: { $contains: 'MODE=prod' } }]);
  });

  test('a variable with another value is compared with that value', () => {
    const found = match({ Env: ['MODE=prod'] }, { Env: ['PATH=/bin', 'MODE=test'] });
    expect(found).toMatchObject([{ path: 'Env[1]', expected: 'MODE=prod', actual: 'MODE=test' }]);
  });
});

describe('nothing', () => {
  test('null, [] and a missing key are the same to null and []', () => {
    for (const wanted of [null, []]) {
      for (const actual of [null, [], {}, undefined]) expect(match(wanted, actual)).toEqual([]);
    }
  });

  test('{} wants the key to be there, whatever is in it', () => {
    expect(matches({ Networks: { shop: {} } }, { Networks: { shop: { IPAddress: '10.0.0.2' } } })).toBe(true);
    expect(matches({ Networks: { shop: {} } }, { Networks: { shop: null } })).toBe(true);
    expect(matches({ Networks: { shop: {} } }, { Networks: {} })).toBe(false);
    expect(matches({ Networks: { shop: {} } }, { Networks: { shop: 'text' } })).toBe(false);
  });

  test('a key that must not be there is not there in null either', () => {
    expect(matches({ Labels: { owner: { $exists: false } } }, { Labels: null })).toBe(true);
  });

  test('is not an empty text, false or zero', () => {
    for (const actual of ['', false, 0]) expect(matches(null, actual)).toBe(false);
  });

  test('names the key that was looked for in vain', () => {
    expect(match({ State: { Health: { Status: 'healthy' } } }, { State: {} })).toMatchObject([
      { path: 'State.Health.Status', expected: 'healthy', actual: undefined },
    ]);
  });

  test('never takes keys that every object inherits', () => {
    expect(matches({ constructor: {} }, {})).toBe(false);
  });
});

describe('operators', () => {
  test.each<[string, Json, Json, boolean]>([
    ['$regex finds', { $regex: '^CMD' }, 'FROM a\nCMD b', true],
    ['$regex misses', { $regex: '^CMD$' }, 'FROM a\nCMD b', false],
    ['$regex reads numbers', { $regex: '^12' }, 137, false],
    ['$contains in text', { $contains: 'ell' }, 'hello', true],
    ['$contains an element', { $contains: { HostPort: '80' } }, [{ HostPort: '80', HostIp: '' }], true],
    ['$contains no part of an element', { $contains: 'MODE' }, ['MODE=x'], false],
    ['$contains with a pattern for the element', { $contains: { $contains: 'MODE' } }, ['MODE=x'], true],
    ['$in', { $in: [0, 137] }, 137, true],
    ['$in misses', { $in: [0, 137] }, 1, false],
    ['$all', { $all: [{ $contains: 'a' }, { $contains: 'b' }] }, 'ab', true],
    ['$all misses', { $all: [{ $contains: 'a' }, { $contains: 'c' }] }, 'ab', false],
    ['$any', { $any: ['a', 'b'] }, 'b', true],
    ['$any misses', { $any: ['a', 'b'] }, 'c', false],
    ['bounds', { $gte: 1, $lt: 3 }, 2, true],
    ['bounds reached', { $gt: 1, $lte: 3 }, 3, true],
    ['bounds passed', { $gte: 1, $lt: 3 }, 3, false],
    ['bounds are for numbers', { $gt: 1 }, '2', false],
    ['$length of text', { $length: 3 }, 'abc', true],
    ['$length of a list', { $length: { $gt: 1 } }, [1], false],
    ['$length of a map', { $length: 1 }, { a: 1 }, true],
    ['$length of nothing', { $length: 0 }, null, true],
    ['$order', { $order: ['a', 'c'] }, ['a', 'b', 'c'], true],
    ['$order reversed', { $order: ['c', 'a'] }, ['a', 'b', 'c'], false],
    ['$order takes an element once', { $order: ['a', 'a'] }, ['a', 'b'], false],
    ['an unknown operator', { $oops: 1 }, 1, false],
  ])('%s', (_, pattern, actual, holds) => {
    expect(matches(pattern, actual)).toBe(holds);
  });

  test('of alternatives that are objects, the closest one explains', () => {
    const pattern: Json = {
      $any: [
        { a: 1, b: 2, c: 3 },
        { a: 7, b: 5 },
      ],
    };
    expect(match(pattern, { a: 1, b: 2 })).toMatchObject([{ path: 'c', expected: 3 }]);
  });
});
