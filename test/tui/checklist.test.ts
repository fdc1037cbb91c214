import { describe, expect, it } from 'vitest';
import { checklistRows, compactRows } from '../../src/tui/screens/lesson/checklist.js';
import { plain } from '../../src/tui/text/line.js';
import { glyphsFor } from '../../src/tui/theme/glyphs.js';

const glyphs = glyphsFor('unicode');
const items = [
  {
    says: 'No container `hello` is left',
    result: {
      status: 'fail' as const,
      evidence: [
        {
          code: 'present' as const,
          object: 'container hello',
          says: 'There is still `hello` on 0.0.0.0:*, see *it*.',
        },
      ],
    },
  },
];

describe('the checklist', () => {
  it('shows names between backticks as code, and takes nothing else for Markdown', () => {
    for (const rows of [checklistRows(items, 60, glyphs), compactRows(items, 120, 3, glyphs)]) {
      const text = rows.map(plain).join('\n');
      expect(text).toContain('No container hello is left');
      expect(text).toContain('There is still hello on 0.0.0.0:*, see *it*.');
      expect(rows.flat().filter(({ text }) => text.trim() === 'hello')).toEqual([
        expect.objectContaining({ role: 'code' }),
        expect.objectContaining({ role: 'code' }),
      ]);
    }
  });
});
