/** Names in columns, top to bottom, as ls and completion show them. Two blanks between columns. */
export function columnsOf(names: readonly string[], width: number): string {
  if (names.length === 0) return '';
  const cell = Math.max(...names.map((name) => name.length)) + 2;
  const count = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / count);
  let text = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = row; at < names.length; at += rows) {
      const name = names[at] ?? '';
      line += at + rows < names.length ? name.padEnd(cell) : name;
    }
    text += `${line}\n`;
  }
  return text;
}
