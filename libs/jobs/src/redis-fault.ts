/**
 * What Redis says when it does not do its work, and that in the words of whoever has to mend it. BullMQ puts words of its
 * own and a colon before some of it.
 */
const faults = {
  redis_full: [/(?:^|: )OOM /, 'Redis is full: give it more memory (maxmemory)'],
  redis_read_only: [
    /(?:^|: )(?:READONLY|UNBLOCKED) /,
    'Redis is read-only: the address leads to a replica',
  ],
  redis_disk: [/(?:^|: )MISCONF /, 'Redis cannot write to its disk'],
  redis_password: [
    /WRONGPASS|NOAUTH|invalid password|without any password/,
    'Redis refuses the password',
  ],
  redis_rights: [/(?:^|: )NOPERM /, 'Redis does not let this user do what batches need'],
  redis_busy: [/(?:^|: )(?:LOADING|BUSY) /, 'Redis is busy'],
  redis_unreachable: [
    /ECONNREFUSED|ENOENT|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|Connection is closed/,
    'Redis is out of reach',
  ],
} as const;

export interface RedisFault {
  code: keyof typeof faults;
  words: string;
}

/** @returns undefined for what is none of these. */
export function redisFaultOf(error: NodeJS.ErrnoException): RedisFault | undefined {
  const said = `${error.message} ${error.code ?? ''}`;
  for (const [code, [pattern, words]] of Object.entries(faults))
    if (pattern.test(said)) return { code: code as RedisFault['code'], words };
  return undefined;
}
