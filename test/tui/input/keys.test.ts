import { describe, expect, it } from 'vitest';
import { keyName, leftClick } from '../../../src/tui/input/key-name.js';

describe('names of keys', () => {
  it.each([
    ['a', 'a'],
    ['é', 'é'],
    ['\r', 'enter'],
    ['\u007f', 'backspace'],
    ['\u0003', 'ctrl+c'],
    ['\u0014', 'ctrl+t'],
    ['\u001bOP', 'f1'],
    ['\u001b[11~', 'f1'],
    ['\u001b[[A', 'f1'],
    ['\u001b[15~', 'f5'],
    ['\u001b[21~', 'f10'],
    ['\u001b[A', 'up'],
    ['\u001bOA', 'up'],
    ['\u001b[5;2~', 'shift+pageup'],
    ['\u001b[1;5C', 'ctrl+right'],
    ['\u001b[200~', undefined],
    ['\u001b[?1;2c', undefined],
  ])('%j is %s', (bytes, name) => {
    expect(keyName(bytes)).toBe(name);
  });

  it('finds the cell of a click, not of a release or the wheel', () => {
    expect(leftClick('\u001b[<0;10;5M')).toEqual({ column: 9, row: 4 });
    expect(leftClick('\u001b[<0;10;5m')).toBeUndefined();
    expect(leftClick('\u001b[<64;10;5M')).toBeUndefined();
  });
});
