import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keysDocument } from '../../../src/tui/keys/document.js';
import { intents, type Place } from '../../../src/tui/keys/intents.js';
import { keyLabel, leaderByte, leaderLabel } from '../../../src/tui/keys/names.js';
import { resolveKey, rowsAt } from '../../../src/tui/keys/resolve.js';
import { helpRows } from '../../../src/tui/screens/help/view.js';
import { plain } from '../../../src/tui/text/line.js';

const places = [...new Set(intents.flatMap((row) => row.where))];

describe('the table of keys', () => {
  it.each(places)('gives each key one meaning at "%s"', (place: Place) => {
    const rows = rowsAt(place);
    const direct = rows.flatMap((row) => [...(row.keys ?? []), ...(row.plain ?? [])]);
    const afterLeader = rows.flatMap((row) => row.leader ?? []);
    expect(direct).toEqual([...new Set(direct)]);
    expect(afterLeader).toEqual([...new Set(afterLeader)]);
  });

  it('offers each function key of a lesson after the leader too, for terminals without function keys', () => {
    const lacking = intents.filter((row) => row.keys?.some((key) => /^f\d+$/.test(key)) && !row.leader);
    expect(lacking).toEqual([]);
  });

  it('lets only function keys and shifted keys act while the shell has the keyboard', () => {
    for (const key of ['h', 'enter', 'esc', 'tab', 'ctrl+c', 'up', 'q', '/']) {
      expect(resolveKey(key, { place: 'lesson', typing: true, afterLeader: false })).toBeUndefined();
    }
    expect(resolveKey('f2', { place: 'lesson', typing: true, afterLeader: false })).toBe('hint');
    expect(resolveKey('h', { place: 'lesson', typing: true, afterLeader: true })).toBe('hint');
  });

  it('is listed whole in the help', () => {
    const help = helpRows(90, 'Ctrl-T').map(plain).join('\n');
    for (const row of intents) {
      for (const key of [...(row.keys ?? []), ...(row.plain ?? [])]) expect(help).toContain(keyLabel(key));
      if (row.leader) expect(help).toContain(`Ctrl-T ${row.leader}`);
      expect(help.replaceAll(/\s+/g, ' ')).toContain(row.about.split(' ').slice(0, 4).join(' '));
    }
  });

  it('is what docs/keys.md shows', () => {
    const page = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8');
    const squeezed = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim();
    expect(squeezed(page)).toBe(squeezed(keysDocument()));
  });
});

describe('the leader', () => {
  it('can be any control letter that shells can spare', () => {
    expect(leaderByte('ctrl-b')).toBe('\u0002');
    expect(leaderByte('C-a')).toBe('\u0001');
    expect(leaderByte('^g')).toBe('\u0007');
    expect(leaderLabel('\u0014')).toBe('Ctrl-T');
  });

  it.each(['ctrl-c', 'ctrl-m', 'ctrl-i', 'ctrl-j', 'b', 'ctrl-1', ''])('can not be "%s"', (wish) => {
    expect(leaderByte(wish)).toBeUndefined();
  });
});
