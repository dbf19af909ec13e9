import { Command } from 'commander';
import stringWidth from 'string-width';
import { addBatch } from './batch/commands.js';
import { addDelivery } from './delivery/commands.js';
import { hostStatus } from './delivery/host-status.js';
import { activate } from './commands/activate.js';
import { doctor, type DoctorOptions } from './commands/doctor.js';
import { fingerprint } from './commands/fingerprint.js';
import { history } from './commands/history.js';
import { licenseStatus } from './commands/license-status.js';
import { login, logout } from './commands/login.js';
import { lu, type LuOptions } from './commands/lu.js';
import { passwd, type PasswdOptions } from './commands/passwd.js';
import { restore } from './commands/restore.js';
import { status } from './commands/status.js';
import type { Door } from './door.js';
import type { Exit } from './exits.js';
import { messages } from './messages.js';
import { hostHere, openDoor, type Given } from './settings.js';
import type { Terminal } from './terminal.js';

/** Every command that there is. Each sets how the process ends. */
export function program(terminal: Terminal): Command {
  const text = terminal.text.bind(terminal);
  const easel = configured(new Command('easel'), terminal)
    .description(text(messages.about))
    .option('--url <URL>', text(messages.urlOption))
    .option('--json', text(messages.jsonOption))
    .option('--lang <LANG>', text(messages.langOption))
    .option('--cacert <FILE>', text(messages.cacertOption))
    .addHelpText('after', `\n${text(messages.exitCodes)}`);

  /** What a command does once the door that it asks is known. */
  const end = async (work: (door: Door) => Exit | Promise<Exit>) => {
    process.exitCode = await work(await openDoor(easel.opts<Given>(), terminal));
  };

  easel
    .command('status')
    .description(text(messages.overviewHelp))
    .action(async () => {
      const host = await hostHere(easel.opts<Given>(), terminal);
      if (host) process.exitCode = await hostStatus(host.ground, host.stacks);
      else await end((door) => status(door, terminal));
    });
  easel
    .command('activate')
    .description(text(messages.activateHelp))
    .argument('<NAME>', text(messages.nameArgument))
    .argument('<VERSION>', text(messages.versionArgument))
    .action((deployment: string, version: string) =>
      end((door) => activate({ door, terminal }, { deployment, version })),
    );

  easel
    .command('doctor')
    .description(text(messages.doctorHelp))
    .option('--deployment <NAME>', text(messages.nameArgument))
    .option('--work <DIR>', text(messages.workOption))
    .option('--since <TIME>', text(messages.sinceOption))
    .option('--bundle <FILE>', text(messages.bundleOption))
    .option('--no-bundle', text(messages.noBundleOption))
    .action(async (_: unknown, command: Command) => {
      process.exitCode = await doctor(command.optsWithGlobals<DoctorOptions>());
    });
  addDelivery(easel, terminal);
  addBatch(easel, terminal);

  easel
    .command('fingerprint')
    .description(text(messages.fingerprintHelp))
    .action(() => end((door) => fingerprint(door, terminal)));

  const license = easel.command('license').description(text(messages.licenseHelp));
  license
    .command('status')
    .description(text(messages.statusHelp))
    .action(() => end((door) => licenseStatus(door, terminal)));
  license
    .command('history')
    .description(text(messages.historyHelp))
    .action(() => end((door) => history(door, terminal)));
  license
    .command('restore')
    .description(text(messages.restoreHelp))
    .argument('[JTI]', text(messages.jtiArgument))
    .option('--yes', text(messages.yesOption))
    .action((jti: string | undefined, { yes = false }: { yes?: boolean }) =>
      end((door) => restore({ door, terminal }, jti, yes)),
    );

  easel
    .command('lu')
    .description(text(messages.luHelp))
    .argument('[FILE]', text(messages.fileArgument))
    .option('--inspect', text(messages.inspectOption))
    .option('--yes', text(messages.yesOption))
    .option('--request', text(messages.requestOption))
    .option('--qr', text(messages.qrOption))
    .option('--out <FILE>', text(messages.outOption))
    .option('--what-if', text(messages.whatIfOption))
    .action((file: string | undefined, options: LuOptions) =>
      end((door) => lu({ door, terminal }, file, options)),
    );

  easel
    .command('login')
    .description(text(messages.loginHelp))
    .option('--password-stdin', text(messages.passwordStdinOption))
    .action(({ passwordStdin = false }: PasswdOptions) =>
      end((door) => login(door, terminal, passwordStdin)),
    );
  easel
    .command('logout')
    .description(text(messages.logoutHelp))
    .action(() => end((door) => logout(door, terminal)));

  easel
    .command('admin')
    .description(text(messages.adminHelp))
    .command('passwd')
    .description(text(messages.passwdHelp))
    .option('--secret-file <FILE>', text(messages.secretFileOption))
    .option('--password-stdin', text(messages.passwdStdinOption))
    .action((options: PasswdOptions) => end((door) => passwd({ door, terminal }, options)));
  return easel;
}

/** commander in the operator's language. Its faults are thrown, and told as ours are. */
function configured(command: Command, terminal: Terminal): Command {
  const text = terminal.text.bind(terminal);
  const titles = new Map([
    ['Usage:', text(messages.usageTitle)],
    ['Arguments:', text(messages.argumentsTitle)],
    ['Options:', text(messages.optionsTitle)],
    ['Global Options:', text(messages.globalOptionsTitle)],
    ['Commands:', text(messages.commandsTitle)],
  ]);
  return command
    .helpOption('-h, --help', text(messages.helpOption))
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => command.name(),
      styleUsage: (usage) =>
        usage
          .replace('[options]', text(messages.optionsBlank))
          .replace('[command]', text(messages.commandBlank)),
      styleTitle: (title) => titles.get(title) ?? title,
      displayWidth: stringWidth,
    });
}
