/** Bars that share a scale, each made of parts. */
interface Group {
  title: string;
  bars: { label: string; parts: { name: string; value: number }[] }[];
}

export interface Chart {
  title: string;
  colours: Record<string, string>;
  groups: Group[];
}

const WIDTH = 860;
const LABELS = 110;
const TOTALS = 70;
const ROW = 22;

/** Charts of stacked bars below each other, as an SVG file. Groups differ too much in size for one scale. */
export function stackedBars(charts: Chart[]): string {
  const lines: string[] = [];
  let y = 10;
  const text = (x: number, words: string, style = '') => {
    lines.push(`<text x="${x}" y="${y + 15}" ${style}>${escape(words)}</text>`);
  };
  for (const { title, colours, groups } of charts) {
    text(10, title, 'font-weight="bold" font-size="15"');
    y += ROW + 4;
    let x = 10;
    for (const [name, colour] of Object.entries(colours)) {
      lines.push(`<rect x="${x}" y="${y + 4}" width="12" height="12" fill="${colour}"/>`);
      text(x + 17, name);
      x += 40 + 9 * name.length;
    }
    y += ROW + 8;
    for (const group of groups) {
      text(10, group.title);
      y += ROW;
      for (const bar of scaledBars(group)) {
        text(20, bar.label);
        for (const { name, value, left, width } of bar.parts) {
          lines.push(
            `<rect x="${LABELS + left}" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 5}" fill="${colours[name] ?? '#999'}"><title>${escape(`${name} ${digits(value)} ms`)}</title></rect>`,
          );
          if (width > 34)
            text(LABELS + left + width / 2, digits(value), 'fill="#fff" text-anchor="middle"');
        }
        text(LABELS + bar.length + 6, `${digits(bar.total)} ms`);
        y += ROW;
      }
      y += 8;
    }
    y += 12;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" font-family="sans-serif" font-size="13">
<rect width="${WIDTH}" height="${y}" fill="#fff"/>
${lines.join('\n')}
</svg>
`;
}

/** Where each part of each bar begins, and how long it is, in pixels. */
function scaledBars({ bars }: Group) {
  const totals = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const scale = (WIDTH - LABELS - TOTALS) / Math.max(...totals);
  return bars.map(({ label, parts }, index) => {
    let left = 0;
    const placed = parts.map(({ name, value }) => {
      const part = { name, value, left, width: value * scale };
      left += part.width;
      return part;
    });
    return { label, parts: placed, total: totals[index] ?? 0, length: left };
  });
}

const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
