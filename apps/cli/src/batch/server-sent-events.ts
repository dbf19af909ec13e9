/**
 * The data of each event of one kind, as they come.
 * @param arrived is told of everything that comes, also of what only keeps the connection up.
 */
export async function* eventData(
  body: ReadableStream<Uint8Array>,
  kind: string,
  arrived: () => void,
): AsyncGenerator<string, void, void> {
  let unread = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    arrived();
    const events = (unread + text).split(/\r?\n\r?\n/);
    unread = events.pop() ?? '';
    for (const event of events) {
      const fields = event.split(/\r?\n/).map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
      const of = (name: string) =>
        fields.flatMap(([, field, value = '']) => (field === name ? [value] : []));
      if (of('event').at(-1) === kind) yield of('data').join('\n');
    }
  }
}
