/** Colours of a theme; each has a true colour and the one of the sixteen that comes nearest in meaning. */
export interface Colour {
  hex: string;
  /** SGR number of a foreground colour: 30-37 or 90-97. */
  basic: number;
}

/** The colours that roles are made of. */
export interface Palette {
  accent: Colour;
  ok: Colour;
  bad: Colour;
  warn: Colour;
  muted: Colour;
  code: Colour;
  line: Colour;
  /** Backgrounds of code blocks, of the chosen row and of the status bar; left out in sixteen colours. */
  codeGround: string;
  chosenGround: string;
  barGround: string;
}

export const dark: Palette = {
  accent: { hex: '#6cb6ff', basic: 94 },
  ok: { hex: '#6bd79b', basic: 92 },
  bad: { hex: '#ff8a80', basic: 91 },
  warn: { hex: '#f0c674', basic: 93 },
  muted: { hex: '#8b95a5', basic: 90 },
  code: { hex: '#8fd6d2', basic: 96 },
  line: { hex: '#4a5464', basic: 90 },
  codeGround: '#232a34',
  chosenGround: '#2b3a52',
  barGround: '#1d232c',
};

export const light: Palette = {
  accent: { hex: '#0b5cc4', basic: 34 },
  ok: { hex: '#157347', basic: 32 },
  bad: { hex: '#b3261e', basic: 31 },
  warn: { hex: '#8a5a00', basic: 33 },
  muted: { hex: '#5c6675', basic: 90 },
  code: { hex: '#0b6370', basic: 36 },
  line: { hex: '#aab3c0', basic: 37 },
  codeGround: '#eef1f5',
  chosenGround: '#d9e6fa',
  barGround: '#e9edf2',
};
