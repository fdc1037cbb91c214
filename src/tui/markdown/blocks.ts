/** A block of the Markdown that lessons use. Text is still inline Markdown. */
export type Block =
  | { type: 'paragraph'; text: string }
  | { type: 'heading'; text: string }
  | { type: 'quote'; text: string }
  | { type: 'code'; lines: string[] }
  /** `depth` is 0 for an outer list; `mark` is the number of an ordered item ("2."), undefined for a bullet. */
  | { type: 'item'; depth: number; mark?: string; text: string };

const fence = /^(\s*)(`{3,}|~{3,})/;
const itemStart = /^(\s*)(?:[-*+]|(\d{1,3}[.)]))\s+(.*)$/;

/** Splits Markdown into blocks. Everything is a block of some kind: no text is lost, nothing throws. */
export function parseBlocks(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  let open: Extract<Block, { text: string }> | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const fenced = fence.exec(line);
    if (fenced) {
      const { body, end } = readFence(lines, index, fenced[1]!.length, fenced[2]!);
      blocks.push({ type: 'code', lines: body });
      index = end;
      open = undefined;
    } else if (line.trim() === '') {
      open = undefined;
    } else if (startsBlock(line) || !open) {
      open = startOf(line);
      blocks.push(open);
    } else {
      open.text += ` ${line.replace(/^\s*>?\s*/, '')}`;
    }
  }
  return blocks;
}

function startsBlock(line: string): boolean {
  return itemStart.test(line) || /^\s{0,3}#{1,6}\s/.test(line);
}

function startOf(line: string): Extract<Block, { text: string }> {
  const item = itemStart.exec(line);
  if (item) {
    const block = { type: 'item' as const, depth: Math.floor(item[1]!.length / 2), text: item[3]! };
    return item[2] ? { ...block, mark: item[2].replace(')', '.') } : block;
  }
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line);
  if (heading) return { type: 'heading', text: heading[1]! };
  const quote = /^\s{0,3}>\s?(.*)$/.exec(line);
  return quote ? { type: 'quote', text: quote[1]! } : { type: 'paragraph', text: line.trim() };
}

function readFence(lines: readonly string[], start: number, indent: number, mark: string) {
  const body: string[] = [];
  let end = start + 1;
  for (; end < lines.length; end++) {
    const line = lines[end]!;
    if (line.trim().startsWith(mark) && line.trim().replaceAll(mark[0]!, '') === '') break;
    body.push(line.slice(Math.min(indent, line.length - line.trimStart().length)));
  }
  return { body, end };
}
