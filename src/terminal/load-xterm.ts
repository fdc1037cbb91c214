/** The parts of xterm.js, loaded once and not before someone needs an emulator. */
let loaded: ReturnType<typeof load> | undefined;

/** Loads xterm-headless and its grapheme widths. */
export function loadXterm(): ReturnType<typeof load> {
  return (loaded ??= load());
}

async function load() {
  const [xterm, graphemes] = await Promise.all([import('@xterm/headless'), loadGraphemes()]);
  return { Terminal: xterm.default.Terminal, GraphemesAddon: graphemes.UnicodeGraphemesAddon };
}

/**
 * addon-unicode-graphemes 0.4.0 decodes its table with Buffer.from and then reads it as if it stood at the start of its
 * ArrayBuffer. In node's shared pool it mostly does not, and the import fails ("Data error"): no pool while it loads.
 */
async function loadGraphemes() {
  const { poolSize } = Buffer;
  Buffer.poolSize = 0;
  try {
    const addon = await import('@xterm/addon-unicode-graphemes');
    // CommonJS: node finds the name by itself, a bundle has it below `default` only.
    return 'default' in addon ? (addon.default as typeof addon) : addon;
  } finally {
    Buffer.poolSize = poolSize;
  }
}
