/**
 * Pairs as many wanted elements with distinct offered ones as possible (Kuhn's augmenting paths), so that a greedy
 * choice for an early element never takes the only fit of a later one.
 * @param fits whether wanted element `w` may take offered element `o`
 * @returns for each wanted element the index of its offered one, or undefined
 */
export function assign(
  wanted: number,
  offered: number,
  fits: (w: number, o: number) => boolean,
): (number | undefined)[] {
  const options = Array.from({ length: wanted }, (_, w) =>
    Array.from({ length: offered }, (_, o) => o).filter((o) => fits(w, o)),
  );
  const takenBy = new Map<number, number>();

  function place(w: number, tried: Set<number>): boolean {
    for (const o of options[w] ?? []) {
      if (tried.has(o)) continue;
      tried.add(o);
      const holder = takenBy.get(o);
      if (holder === undefined || place(holder, tried)) {
        takenBy.set(o, w);
        return true;
      }
    }
    return false;
  }

  for (let w = 0; w < wanted; w++) place(w, new Set());
  const result: (number | undefined)[] = Array.from({ length: wanted }, () => undefined);
  for (const [o, w] of takenBy) result[w] = o;
  return result;
}
