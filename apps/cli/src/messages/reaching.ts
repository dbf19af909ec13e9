import type { Words } from '@easel/contract';
import type { Said } from './said.js';
import { tryAgain } from './phrases.js';

/** What is wrong between here and Easel. */
export const reaching = {
  nothingAnswers: (url: string): Words => ({
    en: `Nothing answers at ${url}. Start Easel (npm start, or docker-compose up), or say with --url where it is.`,
    zh: `${url} 没有应答。请启动 Easel(npm start 或 docker-compose up),或用 --url 指定其地址。`,
  }),
  outOfReach: (url: string, why: string): Words => ({
    en: `${url} is out of reach (${why}). Check the address (--url) and the network.`,
    zh: `无法连接 ${url}(${why})。请检查地址(--url)和网络。`,
  }),
  noAnswer: (url: string): Words => ({
    en: `${url} does not answer in time. Try again; if it stays so, look into the gateway's log.`,
    zh: `${url} 未在限定时间内应答。请重试;如仍无应答,请查看 gateway 的日志。`,
  }),
  untrusted: (url: string, why: string): Words => ({
    en: `The certificate of ${url} is not trusted (${why}). If it is your own, name it, or the authority that signed it, with --cacert FILE.`,
    zh: `${url} 的证书不受信任(${why})。如果是自签证书,请用 --cacert FILE 指定该证书或签发它的 CA。`,
  }),
  badCertificate: (url: string, why: string): Words => ({
    en: `The certificate of ${url} does not hold here and now (${why}). Check the address and this machine's clock, or renew the certificate.`,
    zh: `${url} 的证书与地址不符或不在有效期内(${why})。请检查地址和本机时钟,或更换证书。`,
  }),
  notEasel: (url: string): Words => ({
    en: `What answers at ${url} is not the door of Easel that this command asks. By default batches are asked for at the callers', on port 8080, and everything else at the operators', on 8081.`,
    zh: `${url} 不是该命令所需的 Easel 接口。批量任务使用业务接口,默认端口 8080;其余命令使用运维接口,默认端口 8081。`,
  }),
  busy: (detail: string, seconds: number | undefined): Words => ({
    en: `Easel cannot answer this now: ${detail}. ${tryAgain(seconds).en}`,
    zh: `Easel 暂时无法处理:${detail}。${tryAgain(seconds).zh}`,
  }),
  said: (detail: string): Words => ({
    en: `Easel says: ${detail}`,
    zh: `Easel 返回:${detail}`,
  }),
  unforeseen: (what: string): Words => ({
    en: `This was not foreseen: ${what}`,
    zh: `发生了意外错误:${what}`,
  }),
  inTheClear: (url: string): Words => ({
    en: `Note: ${url} is not https; the password goes over the network unencrypted.`,
    zh: `注意:${url} 不是 https,密码将以明文在网络上传输。`,
  }),
} as const satisfies Said;
