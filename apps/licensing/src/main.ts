import { systemClock } from '@easel/lease';
import { edition } from '@easel/license';
import { CardWatch, createLogger, observeHost, onShutdown, readTrust } from '@easel/platform';
import { readConfig } from './config.js';
import { startLicensing } from './licensing.js';

const { home, address, tls, logLevel } = readConfig();
const log = createLogger('licensing', logLevel);

const cards = await CardWatch.start();
const licensing = await startLicensing({
  home,
  address,
  tls,
  trust: readTrust(edition, home),
  builtAt: edition.kind === 'release' ? edition.builtAt * 1000 : 0,
  observe: () => observeHost(edition, home, { cards: cards.reading }),
  clock: systemClock,
  log,
}).catch((err: unknown) => {
  log.fatal({ err }, 'licensing cannot start');
  process.exit(1);
});

onShutdown(
  { log, patienceMs: 5000 },
  () => licensing.stop(),
  () => cards.stop(),
);
log.info({ address: licensing.address, edition: edition.kind }, 'licensing ready');
process.send?.({ ready: true }); // whoever forked this process waits for it
