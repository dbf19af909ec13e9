/** What names of secrets hold, and what they end with: as in tools/troubleshooting/lib/redact.sh. */
export const secretWords =
  'pass|pwd|requirepass|secret|token|credential|authorization|cookie|signature|api[_-]?key|private[_-]?key|access[_-]?key|口令|密码';
export const secretEnds = 'key|auth|sig';

const secretName = new RegExp(`${secretWords}|(${secretEnds})$`, 'i');
const secretText = new RegExp(
  // Words of a command line or of a comment; a user or password before a host; a key.
  String.raw`(${secretWords}|\b(${secretEnds}))[\w.-]*['"]?[\s:=:]|://[^/\s]*@|-----BEGIN|\s-[ap]\s|\s-u\s*\S+:`,
  'i',
);
/** Names that say where a secret lies, not what it is. */
const place = /_FILE$|^EASEL_TLS_KEY$|^EASEL_SERVICES_TLS$/;

/** A project's `.env` without the secrets that somebody may have put there, and which these were. */
export function harmlessSettings(text: string): { text: string; leftOut: string[] } {
  const leftOut = new Set<string>();
  const kept: string[] = [];
  let last = { name: '', kept: false };
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^\s*(?:export\s+)?([^\s=#]+)\s*=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      const harmless = !secretName.test(name) && !secretText.test(` ${value} `);
      last = { name, kept: harmless || (place.test(name) && value.startsWith('/')) };
      if (last.kept) kept.push(line);
      else leftOut.add(name);
    } else if (/^\s*(#|$)/.test(line)) {
      if (!secretText.test(`${line} `)) kept.push(line);
    } else if (last.name !== '') {
      // The rest of a value that has several lines, whose beginning says nothing without it.
      if (last.kept) kept.pop();
      last.kept = false;
      leftOut.add(last.name);
    }
  }
  return { text: kept.join('\n'), leftOut: [...leftOut] };
}
