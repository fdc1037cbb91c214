import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/tui/markdown/render.js';
import { type Line, lineWidth, plain } from '../../../src/tui/text/line.js';
import { glyphsFor } from '../../../src/tui/theme/glyphs.js';

const glyphs = glyphsFor('unicode');
const rows = (source: string, cells = 40) =>
  renderMarkdown(source, cells, glyphs).map((row) => plain(row).trimEnd());
const roleOf = (lines: readonly Line[], text: string) =>
  lines.flat().find((part) => part.text.includes(text))?.role;

describe('Markdown of lessons', () => {
  it('wraps paragraphs and parts them by an empty row', () => {
    expect(rows('one two\nthree\n\nfour', 9)).toEqual(['one two', 'three', '', 'four']);
  });

  it('shows code, strong and emphasised text in their roles, without the marks', () => {
    const lines = renderMarkdown('Use `docker run`, **now**, *please* or _so_.', 60, glyphs);
    expect(lines.map(plain)).toEqual(['Use docker run, now, please or so.']);
    expect(roleOf(lines, 'docker run')).toBe('code');
    expect(roleOf(lines, 'now')).toBe('strong');
    expect(roleOf(lines, 'please')).toBe('emphasis');
  });

  it('leaves names with underscores and lonely stars alone', () => {
    expect(rows('MY_OWN_NAME and 2 * 3 * 4, snake_case_too')).toEqual([
      'MY_OWN_NAME and 2 * 3 * 4,',
      'snake_case_too',
    ]);
  });

  it('indents the rows that follow the first one of a list item', () => {
    expect(rows('- one two three\n- four\n  - inner\n2. second', 9)).toEqual([
      '• one two',
      '  three',
      '• four',
      '  • inner',
      '2. second',
    ]);
  });

  it('keeps blanks and marks inside fenced code', () => {
    expect(rows('```sh\nif x; then\n  echo **a**\nfi\n```')).toEqual([
      '  if x; then',
      '    echo **a**',
      '  fi',
    ]);
  });

  it('shows where links lead', () => {
    expect(rows('See [the docs](https://docs.docker.com) or <https://k8s.io>.', 80)).toEqual([
      'See the docs (https://docs.docker.com) or https://k8s.io.',
    ]);
  });

  it('never fails, and never gives a row that is too wide', () => {
    const pieces = fc.constantFrom(
      '`',
      '**',
      '*',
      '_',
      '```',
      '\n',
      '- ',
      '1. ',
      '> ',
      '# ',
      '[',
      '](',
      ')',
      'word ',
      '好',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.integer({ min: 12, max: 60 }), (parts, cells) => {
        for (const row of renderMarkdown(parts.join(''), cells, glyphs)) {
          expect(lineWidth(row)).toBeLessThanOrEqual(cells);
        }
      }),
    );
  });
});
