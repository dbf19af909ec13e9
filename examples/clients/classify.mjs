// Classifies a picture: node classify.mjs PICTURE [URL]
import { readFile } from 'node:fs/promises';

process.on('uncaughtException', ({ message, cause }) => {
  console.error(cause ? `${message}: ${cause.code ?? cause.message}` : message);
  process.exit(1);
});

const [picture, url = 'http://127.0.0.1:8080/surface-defects/ImageClassification'] =
  process.argv.slice(2);

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ image: await readFile(picture, 'base64'), top_num: 3 }),
  signal: AbortSignal.timeout(30_000),
});
const answer = await response.json();

// The HTTP status is 200 for errors too; error_code in the body tells them apart.
if (answer.error_code) {
  console.error(`${answer.error_code} ${answer.error_msg}`);
  process.exit(1);
}
for (const { name, score } of answer.results) console.log(`${name}\t${score}`);
