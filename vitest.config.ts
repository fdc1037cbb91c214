import { defineConfig } from 'vitest/config';

// unit: pure rooms, no processes beyond node itself. e2e: the built program in a PTY, simulators on loopback.
// real: needs a Docker Engine with the lesson images; CI runs it after `npm test`.
export default defineConfig({
  test: {
    env: { FORCE_COLOR: '3', TZ: 'UTC' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/real/**', 'test/conformance/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.{ts,tsx}', 'test/conformance/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/real/**/*.test.{ts,tsx}'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One engine: names and ports of the lessons are shared, so files run one after the other.
          fileParallelism: false,
        },
      },
    ],
  },
});
