/** What a piece of text is, not what it looks like. Meaning is never carried by the role alone: glyphs and words say it too. */
export const roles = [
  'strong',
  'emphasis',
  'muted',
  'title',
  'accent',
  'code',
  'codeBlock',
  'link',
  'ok',
  'bad',
  'warn',
  'key',
  'keyOff',
  'selected',
  'border',
  'borderFocus',
  'borderOk',
  'borderWarn',
  'barDone',
  'barLeft',
  'bar',
  'barKey',
] as const;

/** A role of text. */
export type Role = (typeof roles)[number];
