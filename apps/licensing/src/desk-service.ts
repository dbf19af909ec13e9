import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { Edition } from '@easel/license';
import type { Logger } from '@easel/platform';
import type { licensing } from '@easel/rpc';
import type { Desk, Terms } from './desk.js';
import type { Notebook } from './notebook.js';
import { requestOf, statusOf, whatIfOf } from './status.js';
import type { Vigil } from './vigil.js';

export interface DeskParts {
  desk: Desk;
  vigil: Vigil;
  notebook: Notebook;
  edition: Edition['kind'];
  log: Logger;
}

/** Answers operators, through the gateway: documents as libs/contract describes them. */
export function deskService(parts: DeskParts): licensing.LicenseDeskServiceServer {
  const { desk, vigil, notebook, edition, log } = parts;
  const scene = () => ({ standing: vigil.look(), notebook, queued: vigil.queued, edition });

  const answer =
    <Request>(document: (request: Request) => object) =>
    (call: ServerUnaryCall<Request, { json: string }>, reply: sendUnaryData<{ json: string }>) => {
      try {
        reply(null, { json: JSON.stringify(document(call.request)) });
      } catch (err) {
        log.error({ err }, 'the licence desk failed');
        reply({ code: status.INTERNAL, details: 'the licence desk failed, see the log' });
      }
    };

  return {
    status: answer(() => statusOf(scene())),
    request: answer(() => requestOf(scene())),
    whatIf: answer(() => whatIfOf(scene())),
    history: answer(() => desk.history()),
    install: answer(({ file, dryRun, terms }: licensing.InstallRequest) => {
      const handed = { file: Buffer.from(file), terms: termsOf(terms) };
      return dryRun ? desk.inspect(handed) : desk.install(handed);
    }),
    restore: answer(({ jti, terms }: licensing.RestoreRequest) =>
      desk.restore(jti, termsOf(terms)),
    ),
  };
}

const termsOf = (terms: licensing.Terms | undefined): Terms => ({
  serving: terms?.serving ?? [],
  mayDrop: terms?.mayDrop ?? false,
  actor: terms?.actor ?? 'unknown',
});
