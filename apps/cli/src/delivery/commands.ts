import type { Command } from 'commander';
import { Engine } from '../docker/engine.js';
import type { Exit } from '../exits.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import { backup, type BackupOptions } from './backup/backup.js';
import { endReplacing } from './backup/replacing.js';
import { restore, type RestoreOptions } from './backup/restore.js';
import type { Ground } from './ground.js';
import { install, type InstallOptions } from './install.js';
import { remove, type RemoveOptions } from './remove.js';
import { rollback } from './rollback.js';
import { start } from './start.js';
import { Turn } from './turn.js';
import { upgrade, type UpgradeOptions } from './upgrade.js';
import { versions } from './versions.js';
import { WorkFolder } from './work-folder.js';

/** `easel install` and its kin: what drives Docker on this host, whether or not any service answers. */
export function addDelivery(easel: Command, terminal: Terminal): void {
  const text = terminal.text.bind(terminal);
  const groundOf = (given: { work?: string }): Ground => ({
    work: WorkFolder.of(given.work, process.env),
    engine: new Engine(),
    terminal,
  });
  /** What changes something, once nobody else does. @param makes whether it may be the first in a work folder. */
  const end = async (
    { makes = false, ...given }: { work?: string; dryRun?: boolean; makes?: boolean },
    work: (ground: Ground) => Promise<Exit>,
  ) => {
    const ground = groundOf(given);
    if (!makes) ground.work.require();
    else if (given.dryRun !== true) await ground.work.make();
    await using held = new AsyncDisposableStack();
    if (given.dryRun !== true) held.use(await Turn.take(ground));
    process.exitCode = await ground.work.room().within(async () => {
      if (given.dryRun !== true) {
        await endReplacing(ground);
        await ground.work.sweep();
      }
      return work(ground);
    });
  };
  const command = (name: string, help: string) =>
    easel
      .command(name)
      .description(help)
      .argument('<NAME>', text(messages.nameArgument))
      .option('--work <DIR>', text(messages.workOption));
  const withPackage = (made: Command) =>
    made
      .argument('[PACKAGE]', text(messages.packageArgument))
      .option('--vendor-key <FINGERPRINT>', text(messages.vendorKeyOption))
      .option('--dry-run', text(messages.dryRunOption));

  withPackage(command('install', text(messages.installHelp)))
    .option('--port <PORT>', text(messages.portOption))
    .option('--admin-port <PORT>', text(messages.adminPortOption))
    .option('--license <FILE>', text(messages.licenseOption))
    .option('--batches', text(messages.batchesOption))
    .action((name: string, path: string | undefined, options: InstallOptions) =>
      end({ ...options, makes: true }, (ground) => install(ground, { name, path }, options)),
    );
  withPackage(command('upgrade', text(messages.upgradeHelp)))
    .option('--rollback', text(messages.rollbackOption))
    .action((name: string, path: string | undefined, options: UpgradeOptions) =>
      end(options, (ground) => upgrade(ground, { name, path }, options)),
    );
  command('rollback', text(messages.rollbackHelp))
    .argument('[VERSION]', text(messages.backArgument))
    .action((name: string, version: string | undefined, options: { work?: string }) =>
      end(options, (ground) => rollback(ground, name, version)),
    );
  command('remove', text(messages.removeHelp))
    .option('--purge', text(messages.purgeOption))
    .option('--yes', text(messages.purgeYesOption))
    .action((name: string, options: RemoveOptions) =>
      end(options, (ground) => remove(ground, name, options)),
    );
  command('versions', text(messages.versionsHelp)).action(
    async (name: string, options: { work?: string }) => {
      process.exitCode = await versions(groundOf(options), name);
    },
  );
  command('start', text(messages.startHelp)).action((name: string, options: { work?: string }) =>
    end(options, (ground) => start(ground, name)),
  );
  easel
    .command('backup')
    .description(text(messages.backupHelp))
    .argument('[NAME]', text(messages.nameArgument))
    .option('--work <DIR>', text(messages.workOption))
    .option('--out <FILE>', text(messages.backupOutOption))
    .action((name: string | undefined, options: BackupOptions) =>
      end(options, (ground) => backup(ground, name, options)),
    );
  easel
    .command('restore')
    .description(text(messages.restoreFileHelp))
    .argument('<FILE>', text(messages.backupFileArgument))
    .option('--work <DIR>', text(messages.workOption))
    .option('--yes', text(messages.restoreYesOption))
    .action((file: string, options: RestoreOptions) =>
      end({ ...options, makes: true }, (ground) => restore(ground, file, options)),
    );
}
