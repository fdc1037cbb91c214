import { type Line, fit, prefixed, span } from '../text/line.js';
import { chop, wrap } from '../text/wrap.js';
import type { Role } from '../theme/roles.js';
import type { Glyphs } from '../theme/glyphs.js';
import { type Block, parseBlocks } from './blocks.js';
import { inlineSpans } from './inline.js';

/** Renders Markdown to rows of at most so many cells. Blocks are apart by an empty row, items of a list are not. */
export function renderMarkdown(source: string, cells: number, glyphs: Glyphs, role?: Role): Line[] {
  const rows: Line[] = [];
  let before: Block | undefined;
  for (const block of parseBlocks(source)) {
    if (before && !(before.type === 'item' && block.type === 'item')) rows.push([]);
    rows.push(...renderBlock(block, cells, glyphs, role));
    before = block;
  }
  return rows;
}

function renderBlock(block: Block, cells: number, glyphs: Glyphs, role: Role | undefined): Line[] {
  switch (block.type) {
    case 'paragraph':
      return wrap(inlineSpans(block.text, role), cells);
    case 'heading':
      return wrap(inlineSpans(block.text, 'strong'), cells);
    case 'quote':
      return prefixed(wrap(inlineSpans(block.text, role), cells - 2), bar(glyphs), bar(glyphs));
    case 'code':
      return codeRows(block.lines, cells);
    case 'item': {
      const mark = `${'  '.repeat(block.depth)}${block.mark ?? glyphs.bullet} `;
      return prefixed(wrap(inlineSpans(block.text, role), cells - mark.length), [span(mark, 'accent')]);
    }
  }
}

function bar(glyphs: Glyphs): Line {
  return [span(`${glyphs.edge} `, 'muted')];
}

/** Code keeps its blanks; nothing stands before it, so that a copied row can be pasted. `mark`: see chop. */
export function codeRows(lines: readonly string[], cells: number, mark = ''): Line[] {
  return lines
    .flatMap((line) => chop(line.replaceAll('\t', '    '), cells - 2, mark))
    .map((row) => [span('  '), ...fit([span(row, 'codeBlock')], Math.max(1, cells - 2), 'codeBlock')]);
}
