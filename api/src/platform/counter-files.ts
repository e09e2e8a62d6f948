import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type RequestHandler, type Response } from 'express';

/** Built files carry their hash in their name. */
const FOR_EVER = { immutable: true, maxAge: '365d', index: false };

/** What the build lays beside a file, the smaller first; and what a file is without it. */
const ENCODINGS = [
  { suffix: '.br', name: 'br' },
  { suffix: '.gz', name: 'gzip' },
];

/**
 * The built counter's files. Where the build has laid a compressed one beside a file, whoever takes it gets that, with
 * a tag and a length of its own; nothing is compressed while somebody waits, and nothing but these files ever is.
 */
export function counterFiles(folder: string): RequestHandler[] {
  const laid = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => ENCODINGS.some(({ suffix }) => file.endsWith(suffix)))
      .map((file) => `/${file.replaceAll('\\', '/')}`),
  );
  const setHeaders = (response: Response, file: string): void => {
    const given = ENCODINGS.find(({ suffix }) => file.endsWith(suffix));
    const plain = given ? file.slice(0, -given.suffix.length) : file;
    const path = plain.slice(folder.length).replaceAll('\\', '/');
    if (ENCODINGS.some(({ suffix }) => laid.has(path + suffix))) response.vary('Accept-Encoding');
    if (!given) return;
    response.setHeader('Content-Encoding', given.name);
    response.type(extname(path));
  };
  const choose: RequestHandler = (request, _response, next) => {
    const { path } = request;
    const taken = ENCODINGS.find(
      ({ suffix, name }) => laid.has(path + suffix) && request.acceptsEncodings(name),
    );
    if (taken) request.url = path + taken.suffix;
    next();
  };
  return [
    choose,
    express
      .Router()
      .use('/assets', express.static(join(folder, 'assets'), { ...FOR_EVER, setHeaders })),
    express.static(folder, { cacheControl: false, setHeaders }),
  ];
}
