import type { License } from '@easel/license';

import { aligned, plain, type Row } from '../text.js';
import { claimsInWords } from './claims-words.js';
import { partsInWords, partWords, toleranceInWords } from './machine-words.js';
import { machineOf, type Choice, type ReceivedRequest } from './request.js';

/** What is shown before a licence is signed: each machine, what a change of it will mean, and what the licence says. */
export function preview(requests: ReceivedRequest[], choice: Choice, claims: License): string {
  const machines = requests.map((received, at) => {
    const { file, request } = received;
    return `Machine ${at + 1} of ${requests.length}: ${file}\n${aligned([
      ['asked', `${request.made}, ${request.edition} edition`],
      ...machineRows(received, choice),
      ...inPlace(request.license),
    ])}`;
  });
  const says = { ...claims, fingerprints: undefined }; // shown above, one by one
  return [...machines, `The licence\n${aligned(claimsInWords(says))}`].join('\n\n');
}

function machineRows(received: ReceivedRequest, choice: Choice): Row[] {
  const machine = machineOf(received, choice);
  const missed = received.request.unavailable.filter((part) =>
    choice.mode === 'cpu' ? part !== 'gpu' : part === 'gpu',
  );
  return [
    ['known by', partsInWords(machine)],
    ['tolerates', toleranceInWords(machine)],
    ...(machine.developmentId
      ? [
          [
            '',
            'its development id is a random number in a file: no release edition reads it',
          ] as const,
        ]
      : []),
    ...(missed.length > 0
      ? [
          [
            'not read',
            `${missed.map((part) => partWords[part]).join(', ')}: the licence will not be bound to it`,
          ] as const,
        ]
      : []),
  ];
}

const inPlace = (license: ReceivedRequest['request']['license']): Row[] =>
  license
    ? [['in place', plain(`number ${license.seq} for ${license.customer}, ${license.jti}`)]]
    : [];
