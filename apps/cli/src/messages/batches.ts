import type { Words } from '@easel/contract';
import { size } from '../figures.js';
import type { Said } from './said.js';
import { plural } from './phrases.js';

const some = (pictures: string) => (pictures === '1' ? 'one picture' : `${pictures} pictures`);

/** Batches: what is sent, how far they are, and what became of them. */
export const batches = {
  cannotSend: (names: string): Words => ({
    en: `Cannot be read, or changed while it was read: ${names}. Nothing was begun.`,
    zh: `无法读取,或读取时发生变化:${names}。任务尚未开始。`,
  }),
  noPictures: (leftOut: number): Words => ({
    en: `There are no pictures to send${leftOut === 0 ? '' : `; ${plural(leftOut, 'entry', 'entries')} left out`}. In a folder pictures are .jpg, .jpeg, .png and .bmp files that are not hidden; --all takes every name.`,
    zh: `没有可发送的图片${leftOut === 0 ? '' : `(略过 ${leftOut} 项)`}。文件夹中只取扩展名为 .jpg、.jpeg、.png、.bmp 的非隐藏文件;--all 不限扩展名。`,
  }),
  tooManyPictures: (count: number, most: number): Words => ({
    en: `${count} pictures, at most ${most} in one batch. Send them in parts.`,
    zh: `共 ${count} 张图片,一个任务最多 ${most} 张。请分批提交。`,
  }),
  tooMuch: (bytes: number, most: number): Words => ({
    en: `${size(bytes, 'en')}, at most ${size(most, 'en')} in one batch. Send it in parts, or give a folder of the server with --import.`,
    zh: `共 ${size(bytes, 'zh')},一个任务最多 ${size(most, 'zh')}。请分批提交,或用 --import 指定服务器上的文件夹。`,
  }),
  calledTwice: (id: string): Words => ({
    en: `Two of the pictures would both be called ${id} in the results. Send them in parts.`,
    zh: `有两张图片在结果中同名:${id}。请分批提交。`,
  }),
  archiveAlone: {
    en: 'An archive (.zip, .tar, .tar.gz, .tgz) is sent as it is, and alone: give no other PATH beside it.',
    zh: '压缩包(.zip、.tar、.tar.gz、.tgz)原样上传,且须单独提交,不能与其他 PATH 一起使用。',
  },
  pathOrImport: {
    en: 'easel batch run takes either PATH… (what is here) or --import FOLDER (what the server has).',
    zh: 'easel batch run 须且只能选用其一:PATH…(本机的图片)或 --import FOLDER(服务器上的文件夹)。',
  },
  badTop: { en: '--top takes a whole number from 1.', zh: '--top 应为不小于 1 的整数。' },
  badFormat: { en: '--format takes csv or jsonl.', zh: '--format 只接受 csv 或 jsonl。' },
  badVersion: {
    en: '--version takes a version of the model, or "current".',
    zh: '--version 应为模型版本,或 current。',
  },
  notDeployed: (name: string, there: string): Words => ({
    en: `There is no deployment ${name}. There is: ${there}.`,
    zh: `没有名为 ${name} 的服务。现有服务:${there}。`,
  }),
  whichDeployment: (there: string): Words => ({
    en: `Say which with --deployment NAME. There is: ${there}.`,
    zh: `请用 --deployment NAME 指定服务。现有服务:${there}。`,
  }),
  resultsThere: (file: string): Words => ({
    en: `${file} is there already. Give another --out, or --force to replace it.`,
    zh: `${file} 已存在。请用 --out 指定其他文件名,或用 --force 覆盖。`,
  }),
  runNotKept: (why: string): Words => ({
    en: `What was begun could not be written down here (${why}): note the batch's id, to come back to it.`,
    zh: `无法在本机记录该任务(${why}):请记下任务编号,以便之后继续。`,
  }),
  leftOut: (count: number): Words => ({
    en: `Left out: ${plural(count, 'file')} not called .jpg, .jpeg, .png or .bmp (--all takes them).`,
    zh: `略过 ${count} 个扩展名不是 .jpg、.jpeg、.png、.bmp 的文件(--all 可全部上传)。`,
  }),
  leftUnseen: (count: number): Words => ({
    en: `Left out: ${plural(count, 'entry', 'entries')} hidden, or neither a file nor a folder.`,
    zh: `略过 ${count} 项隐藏文件,或既非文件也非文件夹的项。`,
  }),
  uploading: { en: 'Uploading', zh: '上传' },
  sentOf: (sent: string, all: string): Words => ({
    en: `${sent} of ${all}`,
    zh: `已发送 ${sent},共 ${all}`,
  }),
  perSecond: (amount: string): Words => ({ en: `${amount}/s`, zh: `每秒 ${amount}` }),
  timeLeft: (time: string): Words => ({ en: `${time} left`, zh: `剩余 ${time}` }),
  unpacking: {
    en: 'All of it is sent; Easel looks through it.',
    zh: '上传完成,Easel 正在检查内容。',
  },
  notBegun: { en: 'Stopped. Nothing was begun.', zh: '已停止,任务尚未开始。' },
  perhapsBegun: {
    en: 'Stopped after all of it was sent, before Easel had answered. To see whether it began, and go on: easel batch resume',
    zh: '已停止:内容已全部发送,但 Easel 尚未答复。查看是否已开始并继续:easel batch resume',
  },
  sendAgain: (why: Words): Words => ({
    en: `${why.en} Sending it again.`,
    zh: `${why.zh}正在重新发送。`,
  }),
  laterAgain: {
    en: 'To try again, without making a second batch: easel batch resume',
    zh: '再次尝试(不会重复创建任务):easel batch resume',
  },
  begun: (id: string, pictures: string, version: string): Words => ({
    en: `Batch ${id}: ${some(pictures)}, version ${version}.`,
    zh: `任务 ${id}:${pictures} 张图片,版本 ${version}。`,
  }),
  whicheverVersion: { en: 'whichever is in service', zh: '以当时启用的为准' },
  comeBack: (id: string): Words => ({
    en: `It goes on without this command. To watch it again and get its results: easel batch resume ${id}`,
    zh: `任务会继续执行。重新查看进度并取得结果:easel batch resume ${id}`,
  }),
  goesOn: (id: string): Words => ({
    en: `Stopped watching; the batch goes on. To come back: easel batch resume ${id}`,
    zh: `已停止查看,任务继续执行。重新查看:easel batch resume ${id}`,
  }),
  lostBatch: (why: Words): Words => ({
    en: `${why.en} The batch does not need this connection; trying again until Easel answers.`,
    zh: `${why.zh}任务不依赖此连接;将不断重试,直到 Easel 应答。`,
  }),
  lostResults: (why: Words): Words => ({
    en: `${why.en} Fetching the results again.`,
    zh: `${why.zh}正在重新取回结果。`,
  }),
  picturesOf: (done: string, all: string): Words => ({
    en: `${done} of ${some(all)}`,
    zh: `${done} / ${all} 张`,
  }),
  failures: (count: string): Words => ({ en: `${count} failed`, zh: `失败 ${count}` }),
  waits: (why: Words): Words => ({ en: `Waiting: ${why.en}`, zh: `等待:${why.zh}` }),
  nothingBegun: {
    en: 'No batch was begun from here. `easel batch list` shows what there is.',
    zh: '本机没有发起过任务。可用 easel batch list 查看现有任务。',
  },
  wasPaused: { en: 'It was paused, and goes on now.', zh: '任务此前已暂停,现已恢复。' },
  allClassified: (count: string, file: string): Words => ({
    en: `Classified, all of ${some(count)}: ${file}`,
    zh: `${count} 张图片全部完成:${file}`,
  }),
  someFailed: (figures: string, codes: string, file: string): Words => ({
    en: `${figures} failed (${codes}); error_msg says why of each: ${file}`,
    zh: `${figures} 失败(${codes}),各自原因见 error_msg:${file}`,
  }),
  byCode: (count: string, code: string): Words => ({
    en: `${count} with ${code}`,
    zh: `${code} 共 ${count} 张`,
  }),
  wasCancelled: (figures: string, id: string): Words => ({
    en: `The batch was cancelled after ${figures}. What there is: easel batch results ${id}`,
    zh: `任务已取消,已完成 ${figures}。取得已有结果:easel batch results ${id}`,
  }),
  resultsLater: (id: string): Words => ({
    en: `The results are kept by Easel: easel batch results ${id} --out FILE`,
    zh: `结果仍保存在 Easel 中:easel batch results ${id} --out FILE`,
  }),
  resultsWritten: (file: string): Words => ({ en: `Written: ${file}`, zh: `已写入 ${file}` }),
  noBatches: { en: 'There are no batches.', zh: '没有任务。' },
  olderBatches: (after: string): Words => ({
    en: `Older ones: easel batch list --after ${after}`,
    zh: `更早的任务:easel batch list --after ${after}`,
  }),
  batchDeleted: (id: string): Words => ({
    en: `Batch ${id} and its results are deleted.`,
    zh: `任务 ${id} 及其结果已删除。`,
  }),
  batch: { en: 'Batch', zh: '任务' },
  deployment: { en: 'Deployment', zh: '服务' },
  modelVersion: { en: 'Version', zh: '版本' },
  state: { en: 'State', zh: '状态' },
  pictures: { en: 'Pictures', zh: '图片' },
  failed: { en: 'Failed', zh: '失败' },
  speedNow: { en: 'Speed', zh: '速度' },
  doneAt: { en: 'Done by', zh: '预计完成' },
  made: { en: 'Made', zh: '创建' },
  ended: { en: 'Ended', zh: '结束' },
} as const satisfies Said;
