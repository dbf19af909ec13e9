const secretName = /PASSWORD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY/;
/** A user or password before the host. */
const secretUrl = /:\/\/[^/\s]*@/;

/** A project's `.env` without the secrets that somebody may have put there, and which these were. */
export function harmlessSettings(text: string): { text: string; leftOut: string[] } {
  const leftOut: string[] = [];
  const kept = text.split('\n').filter((line) => {
    const [, name = '', value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
    const named = secretName.test(name.toUpperCase()) && !name.toUpperCase().endsWith('_FILE');
    if (!named && !secretUrl.test(name === '' ? line : value)) return true;
    if (name !== '') leftOut.push(name);
    return false;
  });
  return { text: kept.join('\n'), leftOut };
}
