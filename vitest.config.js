import { defineConfig } from 'vitest/config';

// Real processes on two cores: few files at a time, generous limits, nothing decided by a clock.
const usual = {
  setupFiles: ['tools/run/src/own-folder.ts', 'tools/run/src/match-text.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

/** A host has one licensing, and gaps are measured: these run one after the other, when all else is done. */
const hosts = 'tools/e2e/src/delivery/*.spec.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: ['{apps,libs,tools}/*/src/**/*.spec.ts'],
          exclude: [hosts],
          maxWorkers: 2,
          ...usual,
        },
      },
      {
        test: {
          name: 'hosts',
          include: [hosts],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          ...usual,
        },
      },
    ],
  },
});
