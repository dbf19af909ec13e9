/** Colours and the like, as programs write them for a terminal. */
// eslint-disable-next-line no-control-regex -- what is looked for is just that
const steering = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** The same on one line, without what would steer the terminal: customers' names and reasons were written elsewhere. */
export const legible = <T>(document: T): T =>
  JSON.parse(JSON.stringify(document), (_key, value: unknown) =>
    typeof value === 'string'
      ? value
          .replaceAll(steering, '')
          .replaceAll(/\s*[\r\n]\s*/g, ' ')
          .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
      : value,
  ) as T;
