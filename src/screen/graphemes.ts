let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as people see them. The break rules load when they are first needed: they take a while. */
export function graphemes(text: string): Iterable<Intl.SegmentData> {
  return (segmenter ??= new Intl.Segmenter()).segment(text);
}
