/** The lines of a text that is still coming; memory holds one, and what has come after it. */
export async function* lines({ body }: Response): AsyncGenerator<string, void, void> {
  if (!body) return;
  const decoder = new TextDecoder();
  const reader = body.getReader(); // not every browser iterates over a stream
  try {
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      const whole = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = whole.pop() ?? '';
      for (const line of whole) if (line !== '') yield line;
      if (done) break;
    }
    if (rest !== '') yield rest;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
