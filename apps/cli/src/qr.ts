import { encode } from 'uqr';

/** Modules of quiet around the code, for scanners to find it. */
const QUIET = 2;

/**
 * A QR code in lines of half blocks, two rows to a line. What is drawn is the light: on a dark terminal it stands as
 * printed on paper.
 * @returns undefined when the text is longer than a code can hold.
 */
export function qrCode(text: string): string[] | undefined {
  let modules: boolean[][];
  try {
    modules = encode(text, { ecc: 'L', border: QUIET }).data;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const lines: string[] = [];
  for (let row = 0; row < modules.length; row += 2) {
    const [upper = [], lower = []] = modules.slice(row, row + 2);
    lines.push(upper.map((dark, at) => block(!dark, lower[at] === false)).join(''));
  }
  return lines;
}

function block(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}
