/* Pasted text made readable: escapes and lookalikes undone, words found, secrets masked. Nothing here knows the catalogue. */

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** The text without what its journey did to it: URL encoding, HTML entities, backslashes, terminal colours, full-width forms. */
export function plain(text) {
  for (let round = 0; round < 2 && /%(?:25)?(?:22|7B|5B|20|3A)/i.test(text); round++)
    text = text.replace(/\+(?=[^\s+]*%)/g, " ").replace(/(?:%[0-9a-f]{2})+/gi, decoded);
  return text
    .replace(/&(?:#(\d{1,6})|(amp|lt|gt|quot|apos|nbsp));/g, (_, number, name) => number ? character(number) : ENTITIES[name])
    .replace(/\\{1,9}u([0-9a-f]{4})/gi, (_, hex) => character(parseInt(hex, 16)))
    .replace(/\\{1,9}[nrt]/g, "\n")
    .replace(/\\+(["'`/]?)/g, "$1")
    .replace(/\x1b\[[\d;]*[A-Za-z]|[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .normalize("NFKC")
    .replace(/[\u2010-\u2015\u2212]/g, "-");
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function character(number) {
  return number > 31 ? String.fromCodePoint(Math.min(number, 0x10ffff)) : " ";
}

/** The words of a text in lower case, and where each begins and ends. Letters and digits make words of their own. */
export function words(text) {
  const found = { words: [], starts: [], ends: [] };
  for (const { 0: word, index } of text.matchAll(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu)) {
    found.words.push(word.toLowerCase());
    found.starts.push(index);
    found.ends.push(index + word.length);
  }
  return found;
}

const SECRETS = [
  /((?:key|secret|sign|signature|passphrase|password|passwd|token|memo|bearer|authorization)["'`]*\s*[:= ]\s*["'`]*(?:bearer |basic )?)(?=[^\s"'`&,;]*\d)[^\s"'`&,;})\]]{6,}/gi,
  /()\b(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/-]{24,}={0,2}|\b[A-Za-z]{40,}\b/g, // keys, signatures, wallets
  /()\b[\w.+-]{1,64}@[\w.-]{3,99}|\b\d{1,3}(?:\.\d{1,3}){3}\b/g, // people and machines
];

/** The text with dots for everything that looks like a key, signature, secret or somebody's address. */
export function mask(text) {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, (_, label = "") => `${label}•••`), text);
}

/** What stands between two places, on one line, masked. */
export function excerpt(text, from, to) {
  return mask(text.slice(from, Math.min(to, from + 160)).replace(/\s+/g, " ").trim());
}
