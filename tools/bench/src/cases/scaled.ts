/**
 * The limit on a machine that a load generator shares: what bare loops would do with the cores that it leaves.
 * @param limit pictures a second with all cores
 * @param generatorCores what the generator took
 */
export const scaled = (limit: number, generatorCores: number, cores: number): number =>
  (limit * (cores - generatorCores)) / cores;
