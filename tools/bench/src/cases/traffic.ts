import { readFile } from 'node:fs/promises';
import { classifyRequest, post, type Request } from '../load/request.js';
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

/** Good requests and bad ones, about two to one, as a day of real traffic holds them. */
export async function mixedTraffic(deployment: string): Promise<Request[]> {
  const jpeg = await readFile(await photo('640x480.jpg'));
  const base64 = jpeg.toString('base64');
  const good = await Promise.all(
    goodPhotos.map(async (name) => classifyRequest(deployment, await readFile(await photo(name)))),
  );
  const bad = [
    classifyRequest(deployment, jpeg.subarray(0, jpeg.length / 2), '336005'), // an upload that was cut
    classifyRequest(deployment, turned(jpeg), '336005'), // bits that a disk lost
    classifyRequest(deployment, Buffer.from('GIF89a, and not a picture at all'), '336005'),
    post(deployment, `{"image": "${base64.slice(0, -3)}`, '336002'), // JSON that was cut
    post(deployment, `{"image": "data:image/jpeg;base64,${base64}"}`, '336003'),
    post(deployment, '{"image": ""}', '336006'),
    post(deployment, `{"image": "${base64}", "top_num": "many"}`, '336001'),
    post(deployment, `{"image": "${'A'.repeat(5 * 2 ** 20)}"}`, '336004'), // more base64 than is taken
    post('nobody', `{"image": "${base64}"}`, '336001'),
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
