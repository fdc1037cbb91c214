import type { Finding } from '../contract.js';
import type { DoctorContext, Probe } from './probe.js';

const least = { columns: 80, rows: 24 };

function kind({ env, terminal }: DoctorContext): Finding {
  const term = env['TERM'] ?? '';
  const id = 'terminal';
  if (!terminal.isTty) {
    return {
      ...{ id, status: 'warning', says: 'The output is not a terminal.' },
      means: 'The full screen needs one.',
      fix: 'Start kube-tutor in a terminal window, or use --plain.',
    };
  }
  if (term === '' || term === 'dumb') {
    return {
      ...{ id, status: 'warning', says: `TERM is "${term}".` },
      means: 'The terminal can not move its cursor; only line mode works.',
      fix: 'Use --plain, or set TERM to what your terminal is: export TERM=xterm-256color',
    };
  }
  return { id, status: 'ok', says: `The terminal is ${term}.` };
}

function size({ terminal }: DoctorContext): Finding[] {
  if (!terminal.isTty) return [];
  const id = 'terminal-size';
  const says = `The terminal has ${terminal.columns} columns and ${terminal.rows} rows.`;
  if (terminal.columns >= least.columns && terminal.rows >= least.rows) return [{ id, status: 'ok', says }];
  return [
    {
      ...{ id, status: 'warning', says },
      means: `Lessons need ${least.columns} x ${least.rows}.`,
      fix: 'Make the window larger or the letters smaller.',
    },
  ];
}

function colour({ env, terminal }: DoctorContext): Finding {
  const id = 'terminal-colour';
  if (env['NO_COLOR']) return { id, status: 'ok', says: 'No colours, as NO_COLOR asks.' };
  const names: Record<number, string> = {
    1: 'no colours',
    4: '16 colours',
    8: '256 colours',
    24: 'true colour',
  };
  return { id, status: 'ok', says: `The terminal shows ${names[terminal.colourDepth] ?? 'colours'}.` };
}

function unicode({ env, platform }: DoctorContext): Finding {
  const id = 'terminal-unicode';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (platform === 'win32' || /utf-?8/i.test(locale)) {
    return { id, status: 'ok', says: 'The terminal shows Unicode.' };
  }
  return {
    ...{ id, status: 'warning', says: `The locale "${locale || 'C'}" is not UTF-8.` },
    means: 'Frames and ticks may look broken.',
    fix: 'export LANG=C.UTF-8',
  };
}

/** Can the terminal show the lessons? */
export const terminalProbe: Probe = {
  id: 'terminal',
  look: (context) => Promise.resolve([kind(context), ...size(context), colour(context), unicode(context)]),
};
