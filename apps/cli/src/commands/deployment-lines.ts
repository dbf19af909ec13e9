import type { DeploymentStatus } from '@easel/contract';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import { moment } from '../times.js';
import { tuningWords } from '../tuning-words.js';

/** What there is to say of a deployment, its name beside the first line. */
export function deploymentLines(deployment: DeploymentStatus, terminal: Terminal): string[][] {
  const { name, versions, version, loading, refused, tuning } = deployment;
  const text = terminal.text.bind(terminal);
  const when = (iso: string) => moment(iso, terminal.language);
  const others = versions.filter((each) => each !== version);
  const lines = standing(deployment, terminal);
  if (tuning) lines.push(text(tuningWords(tuning)));
  if (loading) lines.push(text(messages.isLoading(loading.version, when(loading.since))));
  if (refused)
    lines.push(
      terminal.paint(
        'yellow',
        text(messages.wasRefused(refused.version, when(refused.at), refused.detail)),
      ),
    );
  if (others.length > 0) {
    const there = version === null ? messages.versionsThere : messages.otherVersions;
    lines.push(text(there(others.join(text(messages.separator)))));
  }
  const [first = '-', ...more] = lines;
  return [[name, first], ...more.map((line) => ['', line])];
}

function standing(deployment: DeploymentStatus, terminal: Terminal): string[] {
  const { state, version, serving_since: since, problem } = deployment;
  const text = terminal.text.bind(terminal);
  if (version !== null && since !== null)
    return [
      terminal.paint('green', text(messages.serves(version, moment(since, terminal.language)))),
      ...(problem === null ? [] : [terminal.paint('red', text(messages.currentFails(problem)))]),
    ];
  if (state === 'idle') return [text(messages.neverActivated)];
  return problem === null ? [] : [terminal.paint('red', text(messages.notInService(problem)))];
}
