// The keys and the message texts of whatever was printed: JSON whole or cut off, objects of many languages, XML, logs.

/** @import { Lists } from "./places.js" */
/** @typedef {{ key: string, at: number, end: number, next: number, isQuoted: boolean }} Key A key; `next`: where its value is. */
/**
 * A message: where its key stands, whether that is quoted, and its text.
 * @typedef {{ key: string, at: number, isQuoted: boolean, from: number, to: number }} Field
 */

const KEY =
  /(?<![\p{L}\p{N}_$])([\p{L}_$][\p{L}\p{N}_$-]{0,30})["'`]{0,2}\]?\s{0,3}(?:=>|->|[:=>])\s{0,3}\[?\s{0,3}/gu;
// A quote ends a text where the reply goes on after it; a reply that was cut off ends it too.
const QUOTED = /(["'`])([\s\S]{0,600}?)(?:\1(?=\s*(?:[,}\])>]|$))|$)/y;
const BARE = /(?:[^{}[\]()\n<"]|\([^()\n]{0,80}\)){0,600}/y;
const NEXT_PAIR = /[,;]\s*[\p{L}_$][\p{L}\p{N}_$.-]*["']?\s*[:=]/u;
const AFTER_NUMBER = /(?<=\d["']?\s{0,3})[,:]\s{0,3}(["'])((?:(?!\1)[^\n]){4,300})\1(?=\s*[,)\]])/g; // (400, -1102, "Mandatory ...")
const HAS_WORD = /\p{L}{2}/u;

/**
 * All keys of the objects printed in a text.
 * @param {string} text
 * @returns {Key[]}
 */
export function keys(text) {
  return Array.from(text.matchAll(KEY), ({ 0: all, 1: key, index }) => {
    const end = index + key.length;
    return { key, at: index, end, next: index + all.length, isQuoted: /["'`]/.test(text[end] ?? "") };
  });
}

/**
 * The texts of message keys, and texts right after a number, in their order.
 * @param {string} text
 * @param {Key[]} keys
 * @param {Lists} lists
 * @returns {Field[]}
 */
export function fields(text, keys, lists) {
  /** @type {Field[]} */
  const found = [];
  let end = 0;
  for (const key of keys) {
    if (key.at < end || !isMessageKey(key, lists)) continue;
    const { from, to } = valueAt(text, key.next);
    if (keys.some((inner) => from < inner.at && inner.at < to && isMessageKey(inner, lists))) continue; // that one tells more
    if (HAS_WORD.test(text.slice(from, to)))
      found.push({ key: key.key, at: key.at, isQuoted: key.isQuoted, from, to });
    end = Math.max(end, to);
  }
  for (const { 0: all, 2: content, index } of text.matchAll(AFTER_NUMBER)) {
    const to = index + all.length - 1;
    const isNew = found.every((field) => field.to < index || field.at > to);
    if (isNew && HAS_WORD.test(content))
      found.push({ key: "", at: index, isQuoted: false, from: to - content.length, to });
  }
  return found.sort((a, b) => a.from - b.from);
}

/**
 * Whether a key holds a message: one of the list, alone or as the last part, or a quoted "error".
 * @param {Key} key
 * @param {Lists} lists
 */
function isMessageKey({ key, isQuoted }, { message }) {
  const lower = key.toLowerCase();
  const last = key.split(/[^\p{L}]+|(?=\p{Lu}\p{Ll})/u).at(-1) ?? "";
  return message.has(lower) || message.has(last.toLowerCase()) || (isQuoted && /^err(or)?s?$/.test(lower));
}

/**
 * Where the text of a value begins and ends.
 * @param {string} text
 * @param {number} start
 */
function valueAt(text, start) {
  QUOTED.lastIndex = start;
  const quoted = QUOTED.exec(text);
  if (quoted) return { from: start + 1, to: start + 1 + quoted[2].length };
  BARE.lastIndex = start;
  const [bare] = BARE.exec(text) ?? [""];
  const next = bare.search(NEXT_PAIR);
  return { from: start, to: start + (next < 0 ? bare.length : next) };
}
