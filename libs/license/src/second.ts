import { z } from 'zod';

/** A time in whole seconds since 1970, from 2020 to 2200: milliseconds, fractions and absurdities are out of range. */
export const second = z.int().min(1_577_836_800).max(7_258_118_400);
