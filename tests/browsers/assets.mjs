// What is shipped: how large it is, and that old kernels understand it (Chromium 86).
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const folder = path.join(process.env.BIHUAN_ROOT, 'crates/server/assets');
const NEWER = {
  css: [/:is\(/, /:where\(/, /:has\(/, /aspect-ratio/, /[;{\s]inset\s*:/, /@layer/, /@container/, /color-mix/, /\dd[vs]h\b/, /\{[^{}]*&\s*[.:{>]/],
  js: [/\.at\(/, /structuredClone/, /^await\b/m, /\B#[a-z]\w*\s*[=(;]/, /\.replaceAll\(/, /popover/, /\?\?=|\|\|=|&&=/, /\.hasOwn\(/, /findLast/],
};

/** Everything in the folder of one kind, or what a page loads of it. */
export function shipped(kind, loaded) {
  const names = loaded ?? fs.readdirSync(folder).filter((name) => name.endsWith(`.${kind}`));
  const text = names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('');
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  // Sheets are sent without their comments, the script as it is.
  const sent = kind === 'css' ? bare : text;
  return {
    lines: text.split('\n').length - 1,
    raw: Buffer.byteLength(sent),
    zipped: zlib.gzipSync(sent, { level: 9 }).length,
    newer: NEWER[kind].filter((pattern) => pattern.test(bare)).map(String),
  };
}
