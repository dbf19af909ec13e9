const longest = 200;

/**
 * A name out of an archive for a log or a terminal: control characters, line ends, marks that turn the direction of
 * writing, lone surrogates and quotes are written as escapes, and what is very long is cut.
 */
export function printable(name: string): string {
  const start = Array.from(name.slice(0, 2 * longest)).slice(0, longest);
  const escaped = start.map((character) =>
    /[\p{C}\p{Zl}\p{Zp}"\\]/u.test(character)
      ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
      : character,
  );
  return escaped.join('') + (start.join('').length < name.length ? '…' : '');
}
