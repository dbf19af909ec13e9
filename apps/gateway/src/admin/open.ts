import { SetMetadata } from '@nestjs/common';

export const OPEN = Symbol('open');

/** Marks what the operators' door answers without a session; everything else there needs one. */
export const Open = () => SetMetadata(OPEN, true);
