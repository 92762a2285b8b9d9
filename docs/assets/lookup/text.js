/* What stands in a pasted text: words, numbers placed like codes, message keys, clues to venues, secrets. */

const AROUND = 60; // characters on each side of a number that tell what it is
const LONGEST_NAME = 30;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', apos: "'", "#39": "'", nbsp: " " };

/** The text without what its journey did to it: URL encoding, entities, backslashes, colours, full-width forms. */
export function plain(text) {
  for (let round = 0; round < 2 && /%(?:25)?(?:22|7B|5B|20|3A)/i.test(text); round++)
    text = text.replace(/(?:%[0-9a-f]{2})+/gi, decoded);
  return text
    .replace(/&(#?\w{2,4});/g, (all, name) => ENTITIES[name] ?? all)
    .replace(/\\{1,9}u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\{1,9}[nrt]/g, "\n")
    .replace(/\\+/g, "")
    .replace(/\x1b\[[\d;]*[A-Za-z]|[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .normalize("NFKC")
    .replace(/[\u2010-\u2015\u2212]/g, "-");
}

/** A percent-encoded text, decoded where that is possible. */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The words of a text in lower case: { word, at, end }. Letters and digits make words of their own. */
export function words(text) {
  return [...text.matchAll(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu)].map(({ 0: word, index: at }) => ({ word: word.toLowerCase(), at, end: at + word.length }));
}

const SECRETS = [
  /((?:key|secret|sign|signature|pass\w*|token|memo|bearer|authorization)["'`]*\s*[:= ]\s*["'`]*(?:b\w+ )?)(?=[^\s"'`&,;]{0,99}\d)[^\s"'`&,;})\]]{6,}/gi,
  /()\b(?=[\w+/=-]{0,99}\d)(?=[\w+/=-]{0,99}[A-Za-z])[\w+/-]{24,}={0,2}|\b[A-Za-z]{40,}\b/g, // keys, signatures, wallets
  /()\b[\w.+-]{1,64}@[\w.-]{3,99}|\b\d{1,3}(?:\.\d{1,3}){3}\b/g, // people and machines
];

/** The text with dots for everything that looks like a key, signature, secret or somebody's address. */
export function mask(text) {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, (_, label = "") => `${label}•••`), text);
}

/** What stands between two places, on one line, masked. */
export function excerpt(text, from, to) {
  return mask(text.slice(from, to).replace(/\s+/g, " ").trim()).slice(0, 160);
}

/**
 * Every number that may be a code: { digits, signed, at, end, quoted, place, label }. `place` says how it stands: "key"
 * after a label, "word" by a word such as error, "signed" with nothing but a minus, "said" in a sentence, "loose" where
 * only a message can tell, "foreign" where it is a code of something else. Prices, sizes, times, ports, ids and line numbers are left out.
 */
export function numbers(text, vocabulary) {
  const found = [];
  for (const { 0: digits, index } of text.matchAll(/\d+/g)) {
    const end = index + digits.length;
    let before = text.slice(Math.max(0, index - AROUND), index);
    const after = text.slice(end, end + AROUND);
    if (digits.length > 9 || isPart(before, after)) continue;
    const signed = /(?:^|\P{N})-$/u.test(before);
    if (signed) before = before.slice(0, -1);
    const quoted = /["']$/.test(before) && /^["']/.test(after);
    found.push({ digits, signed, at: index - signed, end, quoted, ...placeOf(before, after, signed, vocabulary) });
  }
  return found.filter(({ place }) => place);
}

/* Whether digits are but a part: of a decimal, time, date, address, range, price, id or word. */
function isPart(before, after) {
  return /\d[.:/-]$|[$€¥£@&*+~^]$/.test(before)
    || /^(?:[.:/-]\d|,\d{3}(?!\d))/.test(after)
    || /^[\p{Script=Latin}_]/u.test(after) && !/^(?:[A-Z][a-z]|err)/.test(after);
}

function placeOf(before, after, signed, vocabulary) {
  const is = (list, word = "") => isOne(vocabulary.get(list), word.toLowerCase());
  const key = /([\p{L}_$][\p{L}\p{N}_$.-]*)["'`)\]}*]{0,3}(?:\(|\s*(?:[:=]+>?|->|=>|>|\|)\s*(?:[\p{L}\d]{1,8}\()?)["'`(\[{<*]{0,3}\s*$/u.exec(before);
  const isNear = key || /[\p{L}_][\s"'`(\[<{#,:=*|_-]{0,4}$/u.test(before);
  const said = (key ? before.slice(0, key.index) + key[1] : before).match(/\p{L}+/gu) ?? [];
  const last = said.length - (isNear ? 1 : 0), previous = said[last];
  const telling = is("link", previous) ? said.findLastIndex(word => !is("link", word)) : last;
  const [, gap, next] = /^([\s"'`)\]:,-]{0,3})(\p{L}*)/u.exec(after);
  const isElsewhere = is("foreign", said[telling - 1]) || /^ ?\([0-9A-Z]{5}\)/.test(after)
    || [next, ...`${before} ${/^ ?\(.*/.exec(after)}`.match(/\p{L}+/gu)].some(word => is("elsewhere", word));
  const label = key?.[1].split(".").findLast(Boolean);
  const parts = label?.split(/[^\p{L}]+|(?=\p{Lu}\p{Ll})/u).filter(Boolean) ?? [];
  if (is("error", parts.at(-1))) {
    if (isElsewhere) return { place: "foreign" };
    const owners = parts.slice(0, -1);
    if (is("owner", owners.join("")) || owners.every(part => is("owner", part))) return { place: "key", label };
    if (!signed) return { place: "foreign" };
  }
  if (!signed && /\d:\d\d\S* .{0,20}\bERROR\W{1,3}$/.test(before)) return { place: "loose" }; // a log's level and process
  if (is("error", said[telling]) || !key && !/[\]:]/.test(gap) && is("failed", next)) return { place: isElsewhere ? "foreign" : "word" };
  if (is(signed ? "sum" : "count", previous) || !key && (/[\p{Script=Latin}_]$/u.test(before) || is("unit", next) || /^\s?[%$€]/.test(after))) return {};
  if (key && !is("said", previous) && !/[\p{L}\d]: +$/u.test(before)) return {}; // the value of another key
  return { place: signed ? "signed" : !key || is("said", previous) ? "said" : "loose" };
}

/* Whether a word is on a list. Chinese has no spaces, so there a word may begin or end with what is listed. */
function isOne(list, word) {
  return list.has(word) || /\p{Script=Han}/u.test(word) && [1, 2, 3, 4].some(length => list.has(word.slice(-length)) || list.has(word.slice(0, length)));
}

const MESSAGE_KEY = /(?<![\w$])(?:((?:[a-z]{1,12}[_-]?)?(?:msg|message|description|reason|details?))["'`]{0,2}|["'](err(?:or)?)["'])\s{0,3}(?::|=>?|>)\s{0,3}(?:(["'`])(.{0,600}?)\3(?=\s*(?:[,}\])]|$))|([^{}[\]()\n<"]{0,600}))|(?<=\d\s{0,3}),\s{0,3}(["'])(.{4,300}?)\6(?=\s*[,)\]])/gis;

/** The texts of message keys, and strings right after a number: { key, at, from, to }. A quote ends a text when JSON goes on after it. */
export function fields(text) {
  return [...text.matchAll(MESSAGE_KEY)].map(({ 0: all, 1: key, 2: error, 4: quoted, 5: bare, 7: next, index: at }) => {
    const to = at + all.length - (bare === undefined);
    return { key: key ?? error, at, from: to - (quoted ?? bare ?? next).length, to };
  }).filter(({ from, to }) => /\p{L}{2}/u.test(text.slice(from, to)));
}

/** All keys of the objects printed in a text. */
export function keys(text) {
  return [...text.matchAll(/(?<![\w$])([A-Za-z_]\w{0,30})["'`]{0,2}\s{0,3}[:=]/g)].map(match => match[1]);
}

/** The clues in a text: { kind, text, venue, at, sibling }. `sibling` is a host of the same name that the venue doesn't list. */
export function clues(index, text, found) {
  const lower = text.toLowerCase();
  const seen = [];
  for (const { word, at } of found)
    for (let length = Math.min(word.length, LONGEST_NAME); length > 3 || length === word.length; length--)
      for (const clue of index.clues.get(word.slice(0, length)) ?? [])
        if (length < word.length ? clue.text.length === length : stands(lower, clue, at))
          seen.push({ ...clue, at, sibling: clue.kind === "name" && sibling(lower, clue.venue, at) });
  return seen;
}

function stands(lower, { kind, text }, at) {
  const start = at - text.search(/[\p{L}\p{N}]/u);
  return lower.startsWith(text, start) && (kind === "path" || !/[\p{Script=Latin}_]/u.test(lower[start + text.length] ?? ""));
}

function sibling(lower, { hosts }, at) {
  const host = /[a-z0-9.-]*$/.exec(lower.slice(Math.max(0, at - AROUND), at)) + /^[a-z0-9.-]*/.exec(lower.slice(at, at + AROUND));
  return /\.[a-z]{2,4}$/.test(host) && !hosts.some(known => known.startsWith(host)) && host;
}
