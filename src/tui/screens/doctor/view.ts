import type { Finding } from '../../../environments/contract.js';
import { type Line, prefixed, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';

/** What the doctor found, or that it still looks. */
export function doctorView(
  findings: readonly Finding[] | undefined,
  size: { width: number; height: number },
  glyphs: Glyphs,
  spin: number,
): Line[] {
  const width = Math.min(96, size.width - 4);
  const margin = span(' '.repeat(Math.floor((size.width - width) / 2)));
  const rows: Line[] = [[], [span(`${glyphs.wheel} `, 'accent'), span('Doctor', 'title')], []];
  if (!findings) {
    const spinner = glyphs.spinner[spin % glyphs.spinner.length]!;
    rows.push([span(`${spinner} `, 'accent'), span('Examining this machine', 'muted')]);
  } else {
    rows.push(
      verdict(findings, glyphs),
      [],
      ...findings.flatMap((one) => [...findingRows(one, width, glyphs), []]),
    );
  }
  return Array.from({ length: size.height }, (_, index) => [margin, ...(rows[index] ?? [])]);
}

function verdict(findings: readonly Finding[], glyphs: Glyphs): Line {
  const problems = findings.filter((one) => one.status === 'problem').length;
  if (problems === 0) return [span(`${glyphs.done} Ready for lessons.`, 'ok')];
  const words = problems === 1 ? 'One thing stops lessons.' : `${problems} things stop lessons.`;
  return [
    span(`${glyphs.failed} ${words}`, 'bad'),
    span(' Fix it, then press '),
    span('r', 'key'),
    span('.'),
  ];
}

function findingRows(finding: Finding, width: number, glyphs: Glyphs): Line[] {
  const mark = {
    ok: span(`${glyphs.done} `, 'ok'),
    warning: span(`${glyphs.warning} `, 'warn'),
    problem: span(`${glyphs.failed} `, 'bad'),
  }[finding.status];
  const role = finding.status === 'ok' ? undefined : 'strong';
  return [
    ...prefixed(wrap([span(finding.says, role)], width - 2), [mark]),
    ...(finding.means ? prefixed(wrap([span(finding.means)], width - 2), [span('  ')]) : []),
    ...(finding.fix
      ? prefixed(wrap([span(finding.fix, 'code')], width - 7), [span('  Fix: ', 'muted')])
      : []),
  ];
}
