import type { LicenseStatus } from '@easel/contract';
import { term } from '../term.js';
import type { Colour, Terminal } from '../terminal.js';

type State = LicenseStatus['state'];

const colours: Record<State, Colour> = { in_force: 'green', grace: 'yellow', refused: 'red' };

/** Whether a licence is in force, and for other deployments than this. */
export const isUncovered = ({ state, license }: LicenseStatus, name: string): boolean =>
  state !== 'refused' &&
  license !== null &&
  !license.deployments.some((each) => each === '*' || each === name);

/** The state of a licence, in the operator's language and in its colour. */
export const licenseState = (state: State, terminal: Terminal): string =>
  terminal.paint(colours[state], term(state, terminal));
