function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** " (did you mean X?)" for the known word next to a wrong one, "" when none is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far > 0 && far < (best?.distance ?? 3)) best = { word: candidate, distance: far };
  }
  return best ? ` (did you mean ${best.word}?)` : '';
}
