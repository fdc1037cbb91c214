/**
 * Markdown as text to be read aloud or on a dumb terminal: marks that only decorate are dropped, code keeps its words.
 * Lines are not wrapped: the reader's terminal or screen reader does that better.
 */
export function plainText(markdown: string): string[] {
  const lines: string[] = [];
  let paragraph: string[] = [];
  let fenced = false;
  const flush = () => {
    if (paragraph.length > 0) lines.push(inline(paragraph.join(' ')));
    paragraph = [];
  };
  for (const raw of markdown.trim().split('\n')) {
    if (/^\s*```/.test(raw)) {
      flush();
      fenced = !fenced;
    } else if (fenced) {
      lines.push(`  ${raw}`);
    } else if (raw.trim() === '') {
      flush();
      if (lines.at(-1) !== '') lines.push('');
    } else if (/^\s*([-*]|\d+\.)\s/.test(raw)) {
      flush();
      paragraph = [raw.trim()];
    } else {
      paragraph.push(raw.replace(/^#+\s*/, '').trim());
    }
  }
  flush();
  return lines;
}

function inline(text: string): string {
  return text
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(^|\W)[*_]([^*_\s][^*_]*)[*_](?=\W|$)/g, '$1$2')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)');
}
