import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import { readinessSchema, type Readiness } from '@easel/contract';

/** Asks a gateway of our own whether it is ready. @throws Error when it does not answer. */
export async function askReadiness(url: string): Promise<Readiness> {
  const path = `${url}/readyz`;
  const asked = url.startsWith('https:')
    ? // We have just started it ourselves, often with a certificate for a name that is not this address.
      httpsRequest(path, { rejectUnauthorized: false })
    : httpRequest(path);
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return readinessSchema.parse(await json(answer));
}
