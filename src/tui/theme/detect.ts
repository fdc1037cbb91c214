import type { Look } from './theme.js';

/** What environment variables tell about the terminal. Wishes (KUBE_TUTOR_THEME, NO_COLOR) win over guesses. */
export function detectLook(env: Readonly<Record<string, string | undefined>>): Look {
  return { colours: coloursOf(env), background: backgroundOf(env), glyphs: glyphSetOf(env) };
}

type Env = Readonly<Record<string, string | undefined>>;

function coloursOf(env: Env): Look['colours'] {
  const forced = ({ '0': 'none', '1': 'basic', '2': '256', '3': 'true' } as const)[env['FORCE_COLOR'] ?? ''];
  if (env['NO_COLOR']) return 'none';
  if (forced) return forced;
  const term = env['TERM'] ?? '';
  if (term === 'dumb') return 'none';
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '') || /-direct$|kitty|ghostty|alacritty/.test(term))
    return 'true';
  if (env['WT_SESSION'] || env['TERM_PROGRAM'] === 'iTerm.app' || env['TERM_PROGRAM'] === 'vscode')
    return 'true';
  return /256/.test(term) ? '256' : 'basic';
}

function backgroundOf(env: Env): Look['background'] {
  const wish = env['KUBE_TUTOR_THEME'];
  if (wish === 'light' || wish === 'dark') return wish;
  // rxvt, konsole and others tell "foreground;background" as numbers of the sixteen colours.
  const ground = env['COLORFGBG']?.split(';').at(-1);
  return ground === '7' || ground === '15' ? 'light' : 'dark';
}

function glyphSetOf(env: Env): Look['glyphs'] {
  if (env['KUBE_TUTOR_ASCII']) return 'ascii';
  if (env['TERM'] === 'linux') return 'ascii';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  // No locale at all is what containers and macOS launchers give; their terminals show UTF-8.
  return locale === '' || /utf-?8/i.test(locale) ? 'unicode' : 'ascii';
}

/** The background that a terminal reports when asked with OSC 11: "rgb:ffff/ffff/ffff". */
export function backgroundFromReport(report: string): Look['background'] | undefined {
  const parts = /rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(report);
  if (!parts) return undefined;
  const [red, green, blue] = parts
    .slice(1, 4)
    .map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1));
  return 0.299 * red! + 0.587 * green! + 0.114 * blue! > 0.5 ? 'light' : 'dark';
}
