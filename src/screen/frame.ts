/** A rectangle of cells; 0 at the top left of the screen. */
export interface Rectangle {
  left: number;
  top: number;
  columns: number;
  rows: number;
}

/** A terminal shown inside the chrome. */
export interface Pane extends Rectangle {
  /** Its rows from the top, each exactly `columns` cells wide, ending in a reset: what a TerminalView gives. */
  lines: readonly string[];
  /** Where the chrome shows through: dialogs over the pane. */
  covered?: readonly Rectangle[];
}

/** All that is on the screen at one moment. Plain data. */
export interface Frame {
  size: { columns: number; rows: number };
  /** Rows of the chrome from the top, with SGR sequences; too long ones are cut, missing ones are blank. */
  chrome: readonly string[];
  pane?: Pane;
  /** Cell of the real cursor; hidden when undefined or off the screen. */
  cursor?: { column: number; row: number };
}

/** A stretch of a screen row that comes from one source. */
export interface Part {
  source: 'chrome' | 'pane';
  /** First cell on the screen and the one after the last. */
  from: number;
  to: number;
  /** The row of the source, and the first of its cells that is shown. */
  row: string;
  offset: number;
}

/** The parts of row `y`, from left to right. */
export function rowParts(frame: Frame, y: number): Part[] {
  const { size, pane } = frame;
  const chrome = frame.chrome[y] ?? '';
  const covers = (pane?.covered ?? []).filter((cover) => y >= cover.top && y < cover.top + cover.rows);
  const showsPane = (x: number) =>
    pane !== undefined &&
    y >= pane.top &&
    y < pane.top + pane.rows &&
    x >= pane.left &&
    x < pane.left + pane.columns &&
    !covers.some((cover) => x >= cover.left && x < cover.left + cover.columns);
  const edges = [pane, ...covers].flatMap((box) => (box ? [box.left, box.left + box.columns] : []));
  const cuts = [...new Set([0, ...edges, size.columns])]
    .filter((x) => x >= 0 && x <= size.columns)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).flatMap((from, index): Part[] => {
    const to = cuts[index + 1] ?? size.columns;
    if (!pane || !showsPane(from)) return [{ source: 'chrome', from, to, row: chrome, offset: from }];
    return [{ source: 'pane', from, to, row: pane.lines[y - pane.top] ?? '', offset: from - pane.left }];
  });
}
