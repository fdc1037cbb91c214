import { afterEach, expect, it } from 'vitest';
import { firstFrame } from '../../src/tui/first-frame.js';
import { start, stopAll } from './support/app.js';
import { sampleCourse } from './support/course.js';
import { testScreen } from './support/screen.js';

afterEach(stopAll);

/** 9 November 2026, noon. */
const noon = Date.UTC(2026, 10, 9, 12);
/** Rows as a person sees them. */
const seen = (text: string) => text.replaceAll(/ +$/gm, '');

it('the frame before Ink shows what Ink shows next', async () => {
  const early = testScreen({ columns: 120, rows: 40 });
  firstFrame({
    display: early.display,
    look: { colours: 'true', background: 'dark', glyphs: 'unicode' },
    course: () => sampleCourse(noon),
    now: () => noon,
  });
  const shown = seen(await early.waitFor('DK-01'));
  const app = start({ deps: { environment: () => new Promise<string>(() => undefined) } });
  expect(seen(await app.waitFor('DK-01'))).toBe(shown);
});
