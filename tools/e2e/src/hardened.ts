import { expect } from 'vitest';
import { docker } from './engine.js';

/** What `docker inspect` says, as far as it is looked at here. */
export interface Container {
  Id: string;
  Name: string;
  Config: { User: string; Labels: Record<string, string> };
  HostConfig: {
    CapAdd: string[] | null;
    CapDrop: string[] | null;
    LogConfig: { Type: string; Config: Record<string, string> };
    Memory: number;
    PidsLimit: number;
    Privileged: boolean;
    ReadonlyRootfs: boolean;
    RestartPolicy: { Name: string };
    SecurityOpt: string[] | null;
    ShmSize: number;
  };
  Mounts: { Type: string; Source: string; Destination: string; RW: boolean }[];
  NetworkSettings: {
    Networks: Record<string, { IPAddress: string }>;
    Ports: Record<string, { HostIp: string }[] | null>;
  };
}

export const MiB = 2 ** 20;

export const inspected = (...containers: string[]): Container[] =>
  JSON.parse(docker('inspect', ...containers)) as Container[];

/** No capability, no way to more, nothing to write to, and an end to memory, processes and logs. */
export function expectHardened({ HostConfig }: Container): void {
  expect(HostConfig).toMatchObject({
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: expect.arrayContaining(['no-new-privileges:true']) as string[],
    ReadonlyRootfs: true,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '50m', 'max-file': '2' } },
  });
  expect(HostConfig.Memory).toBeGreaterThanOrEqual(256 * MiB);
  expect(HostConfig.PidsLimit).toBeGreaterThan(0);
}

/** The doors that containers have on the host, as `SERVICE PORT ADDRESS`. */
export const published = (containers: Record<string, Container>): string[] =>
  Object.entries(containers)
    .flatMap(([service, { NetworkSettings }]) =>
      Object.entries(NetworkSettings.Ports).flatMap(([port, bindings]) =>
        (bindings ?? []).map(({ HostIp }) => `${service} ${port} ${HostIp}`),
      ),
    )
    .filter((line) => !line.endsWith(' ::'))
    .sort();
