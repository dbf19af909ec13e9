/** An NVIDIA card of the host. */
export interface Card {
  name: string;
  uuid: string;
  /** The driver's version, such as `535.104.05`. */
  driver: string;
}

/** What install.py and the command `easel` of a host say where there is no card, or none that answers. */
const NONE = 'none';

/** Characters: of more cards than any host has. */
const LONGEST = 16 * 1024;

/** A line of `nvidia-smi --query-gpu=name,uuid,driver_version --format=csv,noheader`. */
const LINE = /^([ -+\--~]{1,128}), (GPU-[0-9a-f-]{36}), (\d{1,4}(?:\.\d{1,4}){1,3})$/;

/**
 * The cards of the host. A container that was given none cannot see them, and one that is given them needs more than
 * Docker's socket: so whoever starts it passes on what `nvidia-smi` says, as `EASEL_CARDS`.
 * @returns undefined where nobody did. Whatever else a driver prints (that it has failed, say) is no card.
 */
export function cardsOfHost({ EASEL_CARDS: said }: NodeJS.ProcessEnv): Card[] | undefined {
  if (said === undefined || said === '') return undefined;
  if (said === NONE || said.length > LONGEST) return [];
  const found = said
    .trim()
    .split(/\r?\n/)
    .map((line) => LINE.exec(line));
  return found.every((match) => match !== null)
    ? found.map(([, name = '', uuid = '', driver = '']) => ({ name, uuid, driver }))
    : [];
}
