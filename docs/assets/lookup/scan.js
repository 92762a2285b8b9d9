/* What stands in a text: numbers where an error code stands, the texts of message keys, all keys, and clues to venues.
   Prices, sizes, times, ports, ids and line numbers are told from codes by what is around them. */

const AROUND = 60;

/**
 * Every number that may be a code: { digits, signed, at, end, quoted, place, label }. `place` says how it stands: "key"
 * after a label, "word" by a word such as error, "signed" with nothing but a minus, "said" otherwise, or "foreign" where
 * it is a code of something else.
 */
export function numbers(text, vocabulary) {
  const found = [];
  for (const { 0: digits, index } of text.matchAll(/\d+/g)) {
    const end = index + digits.length;
    let before = text.slice(Math.max(0, index - AROUND), index);
    const after = text.slice(end, end + AROUND);
    if (digits.length > 9 || isPart(before, digits, after)) continue;
    const signed = /(?:^|\P{N})-$/u.test(before);
    if (signed) before = before.slice(0, -1);
    const quoted = /["']$/.test(before) && /^["']/.test(after);
    found.push({ digits, signed, at: index - signed, end, quoted, ...placeOf(before, after, signed, vocabulary) });
  }
  return found.filter(({ place }) => place);
}

/* Whether digits are but a part: of a decimal, time, date, address, range, price, id or word. */
function isPart(before, digits, after) {
  return /\d[.:/-]$|[$€¥£@&*+~^]$/.test(before)
    || /\d,$/.test(before) && digits.length === 3
    || /^(?:[.:/-]\d|,\d{3}(?!\d))/.test(after)
    || /^[\p{Script=Latin}_]/u.test(after) && !/^(?:[A-Z][a-z]|err)/.test(after);
}

function placeOf(before, after, signed, vocabulary) {
  const is = (list, word = "") => isOne(vocabulary.get(list), word);
  const key = /([\p{L}_$][\p{L}\p{N}_$.-]*)["'`)\]}*]{0,3}(?:\(|\s*(?:[:=]+>?|->|=>|>|\|)\s*(?:[\p{L}\d]{1,8}\()?)["'`(\[{<*]{0,3}\s*$/u.exec(before);
  const isNear = key || /(?:\p{L}|_)[\s"'`(\[<{#,:=*|_-]{0,4}$/u.test(before);
  const said = (key ? before.slice(0, key.index) + key[1] : before).match(/\p{L}+/gu) ?? [];
  const last = isNear ? said.length - 1 : said.length, previous = said[last];
  const telling = is("link", previous) ? said.findLastIndex(word => !is("link", word)) : last;
  const isElsewhere = is("foreign", said[telling - 1]) || /^ ?\([0-9A-Z]{5}\)/.test(after)
    || `${before} ${after}`.match(/\p{L}+/gu)?.some(word => is("elsewhere", word));
  const [, next] = /^[\s"'`)\]:,-]{0,3}(\p{L}*)/u.exec(after);
  const parts = key ? key[1].split(".").findLast(Boolean).split(/[^\p{L}]+|(?=\p{Lu}\p{Ll})/u).filter(Boolean) : [];
  if (is("error", parts.at(-1))) {
    if (isElsewhere) return { place: "foreign" };
    if (parts.every((part, number) => number === parts.length - 1 || is("owner", part))) return { place: "key", label: key[1].split(".").findLast(Boolean) };
    if (!signed) return { place: "foreign" };
  }
  if (is("error", said[telling]) || !key && is("failed", next)) return { place: isElsewhere ? "foreign" : "word" };
  if (is("count", previous) || !key && (/[\p{Script=Latin}_]$/u.test(before) || is("unit", next) || /^\s?[%$€]/.test(after))) return {};
  if (is("foreign", previous)) return { place: "foreign" };
  return { place: signed ? "signed" : !key || is("said", previous) ? "said" : "" };
}

/* Whether a word is on a list. Chinese has no spaces, so there the word may end or begin with what is listed. */
function isOne(list, word) {
  const folded = word.toLowerCase();
  if (list.has(folded)) return true;
  if (!/\p{Script=Han}/u.test(folded)) return false;
  for (let length = 1; length < 5; length++) if (list.has(folded.slice(-length)) || list.has(folded.slice(0, length))) return true;
  return false;
}

/** The texts of message keys: { key, at, from, to }, where `at` is the key's place. A quote ends one when JSON goes on after it. */
export function fields(text) {
  const pattern = /(?<![\w$])(?:((?:[a-z]{1,12}[_-]?)?(?:msg|message|description|reason|details?))["'`]{0,2}|["'](err(?:or)?)["'])\s{0,3}(?::|=>?|>)\s{0,3}(?:(["'`])(.{0,600}?)\3(?=\s*(?:[,}\])]|$))|([^{}[\]()\n<"]{0,600}))/gis;
  return [...text.matchAll(pattern)].map(({ 0: all, 1: key, 2: error, 4: quoted, 5: bare, index }) => {
    const to = index + all.length - (quoted === undefined ? 0 : 1);
    return { key: key ?? error, at: index, from: to - (quoted ?? bare).length, to };
  }).filter(({ from, to }) => /\p{L}{2}/u.test(text.slice(from, to)));
}

/** All keys of the objects printed in a text. */
export function keys(text) {
  return new Set([...text.matchAll(/(?<![\w$])([A-Za-z_]\w{0,30})["'`]{0,2}\s{0,3}[:=]/g)].map(match => match[1]));
}

/** The clues in a text: { kind, text, venue, at, sibling }. `sibling` is a host of the same name that the venue doesn't list. */
export function clues(index, text, { words, starts }) {
  const lower = text.toLowerCase();
  const found = [];
  words.forEach((word, place) => {
    const at = starts[place];
    for (let length = word.length; length > 4 || length === word.length; length--)
      for (const clue of index.clues.get(word.slice(0, length)) ?? [])
        if (length < word.length ? clue.text.length === length : stands(lower, clue, at))
          found.push({ ...clue, at, sibling: clue.kind === "name" ? sibling(lower, clue.venue, at) : "" });
  });
  return found;
}

function stands(lower, { kind, text }, at) {
  const start = at - text.search(/[\p{L}\p{N}]/u);
  return lower.startsWith(text, start) && (kind === "path" || !/[\p{Script=Latin}_]/u.test(lower[start + text.length] ?? ""));
}

function sibling(lower, { hosts }, at) {
  const from = Math.max(0, at - AROUND);
  const [before] = /[a-z0-9.-]*$/.exec(lower.slice(from, at));
  const host = before + /^[a-z0-9.-]*/.exec(lower.slice(at, at + AROUND))[0];
  return /\.[a-z]{2,4}$/.test(host) && !hosts.some(known => known.startsWith(host)) ? host : "";
}
