/** Titles that say what a machine may well lack, whatever else it offers. */
const excused = /\((needs (?!EASEL_TEST_ENGINE=1\))[^)]+|no [^)]+ here)\)/;

/**
 * Of the tests that were skipped, those that a machine ought to run which is said to have an engine: what else they need
 * is there too, where their titles do not say otherwise.
 */
export const unexcused = (skipped: string[]): string[] =>
  skipped.filter((title) => !excused.test(title));
