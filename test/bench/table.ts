import type { Result } from './result.js';

const heads: Record<keyof Result, string> = {
  name: 'what',
  baseline: 'baseline (min / median)',
  measured: 'kube-tutor (min / median)',
  value: 'result',
  goal: 'goal',
  verdict: '',
};

/** The results as a table of text. */
export function table(results: readonly Result[]): string {
  const columns = Object.keys(heads) as (keyof Result)[];
  const rows = [
    heads,
    ...results.map((row) => ({ ...row, verdict: row.verdict === 'none' ? '' : row.verdict })),
  ];
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    columns
      .map((column, index) => row[column].padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}
