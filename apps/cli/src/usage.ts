import { CommanderError } from 'commander';
import type { Words } from '@easel/contract';
import { exits } from './exits.js';
import { Failure } from './failure.js';
import { messages } from './messages.js';

/** What commander found wrong with the command line, in both languages; undefined for help that was asked for. */
export function usageFailure(error: CommanderError): Failure | undefined {
  if (error.code === 'commander.helpDisplayed') return undefined;
  const { en, zh } = fault(error);
  const see = messages.seeHelp('easel');
  return new Failure(
    exits.usage,
    { en: `${en} ${see.en}`, zh: `${zh}${see.zh}` },
    { cause: error },
  );
}

function fault({ code, message }: CommanderError): Words {
  const [, named = ''] = /'([^']*)'/.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownOption':
      return messages.unknownOption(named);
    case 'commander.unknownCommand':
      return messages.unknownCommand(named);
    case 'commander.optionMissingArgument':
      return messages.missingValue(named);
    case 'commander.missingArgument':
      return messages.missingArgument(named);
    case 'commander.excessArguments':
      return messages.tooManyArguments;
    // A group of commands, named without one of them.
    case 'commander.help':
      return messages.whichCommand;
    default:
      return messages.notUnderstood(message.replace(/^error: /, ''));
  }
}
