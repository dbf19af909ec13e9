import { readFile } from 'node:fs/promises';
import { classifyRequest, post } from '../load/request.js';
import { photo, type PhotoName } from '../photos/photo.js';

const goodPhotos: PhotoName[] = [
  '256x256.jpg',
  '640x480.jpg',
  '640x480.jpg',
  '1920x1080.jpg',
  '640x480.png',
  '640x480.bmp',
  '4096x3072.jpg',
];

/** Codes that the bad requests below are answered with. */
export const expected = [
  'ok',
  '336001',
  '336002',
  '336003',
  '336004',
  '336005',
  '336006',
  '336100',
];

/** Good requests and bad ones, about two to one, as a day of real traffic holds them. */
export async function mixedTraffic(deployment: string): Promise<Buffer[]> {
  const jpeg = await readFile(await photo('640x480.jpg'));
  const base64 = jpeg.toString('base64');
  const good = await Promise.all(
    goodPhotos.map(async (name) => classifyRequest(deployment, await readFile(await photo(name)))),
  );
  const bad = [
    classifyRequest(deployment, jpeg.subarray(0, jpeg.length / 2)), // an upload that was cut
    classifyRequest(deployment, turned(jpeg)), // bits that a disk lost
    classifyRequest(deployment, Buffer.from('GIF89a, and not a picture at all')),
    post(deployment, `{"image": "${base64.slice(0, -3)}`), // JSON that was cut
    post(deployment, `{"image": "data:image/jpeg;base64,${base64}"}`),
    post(deployment, '{"image": ""}'),
    post(deployment, `{"image": "${base64}", "top_num": "many"}`),
    post(deployment, `{"image": "${'A'.repeat(5 * 2 ** 20)}"}`), // more base64 than is taken
    post('nobody', `{"image": "${base64}"}`),
  ];
  return bad.flatMap((request, index) => [
    good[(2 * index) % good.length] ?? request,
    good[(2 * index + 1) % good.length] ?? request,
    request,
  ]);
}

/** The same file with some of its scan's bytes turned around. */
function turned(jpeg: Buffer): Buffer {
  const damaged = Buffer.from(jpeg);
  for (let at = Math.floor(jpeg.length / 3); at < jpeg.length / 3 + 200; at += 7)
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  return damaged;
}
