import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseLine } from '../../src/checks/command-line.js';
import { familiarImage, splitImage } from '../../src/checks/image-name.js';
import { editDistance, findTypo } from '../../src/checks/typo.js';

describe('typing mistakes', () => {
  test.each([
    ['web', ['wbe'], 'wbe'],
    ['web', ['weeb'], 'weeb'],
    ['web', ['Web'], 'Web'],
    ['frontend', ['fornted', 'other'], 'fornted'],
    ['web', ['api'], undefined],
    ['web', ['db'], undefined],
    ['web2', ['web1', 'web'], undefined],
    ['web', ['web'], undefined],
  ])('of %s among %j: %s', (wanted, names, meant) => {
    expect(findTypo(wanted, names)).toBe(meant);
  });

  test('the number of edits is the same both ways, and none only for the same name', () => {
    const name = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('image names', () => {
  test.each([
    ['nginx', 'nginx:latest'],
    ['docker.io/library/nginx:1.27-alpine', 'nginx:1.27-alpine'],
    ['index.docker.io/shop/web', 'shop/web:latest'],
    ['localhost:5001/shop/web:v1', 'localhost:5001/shop/web:v1'],
    ['localhost:5001/shop/web', 'localhost:5001/shop/web:latest'],
    ['localhost/shop/web:v1', 'shop/web:v1'],
    [`nginx@sha256:${'a'.repeat(64)}`, `nginx@sha256:${'a'.repeat(64)}`],
    [`sha256:${'0'.repeat(64)}`, `sha256:${'0'.repeat(64)}`],
  ])('%s is %s', (name, short) => {
    expect(familiarImage(name)).toBe(short);
    expect(familiarImage(short)).toBe(short);
  });

  test('the port of a registry is no tag', () => {
    expect(splitImage('localhost:5001/shop/web')).toEqual({
      repository: 'localhost:5001/shop/web',
      tag: 'latest',
    });
  });
});

describe('a command line is compared without', () => {
  test.each([
    ['needless blanks', '  docker   ps\t-a  ', 'docker ps -a'],
    ['sudo', 'sudo -E docker ps', 'docker ps'],
    ['sudo as somebody', 'sudo -u root -n docker ps', 'docker ps'],
    ['variables before it', 'A=1 B="x y" docker ps', 'docker ps'],
    ['both', 'A=1 sudo B=2 time docker ps', 'docker ps'],
    ['a comment', 'docker ps # all of them', 'docker ps'],
    ['broken lines', 'docker run \\\n  -d nginx', 'docker run -d nginx'],
  ])('%s', (_, line, plain) => {
    expect(normaliseLine(line)).toBe(plain);
  });

  test.each([
    `echo "a  # b"`,
    `echo 'a  b'`,
    'echo a#b',
    String.raw`echo \#  `.trimEnd(),
    'A=1',
    'echo "it\\"s  #1"',
  ])('what is quoted or part of a word stays: %s', (line) => {
    expect(normaliseLine(line)).toBe(line);
  });

  test('doing it twice changes nothing', () => {
    const part = fc.constantFrom('sudo ', 'A=1 ', 'docker', ' ', '"', "'", '#', '\\', '\n', '-u ', 'x');
    const lines = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(lines, (line) => {
        expect(normaliseLine(normaliseLine(line))).toBe(normaliseLine(line));
      }),
    );
  });
});
