// Numbers of a text that may be codes, and how they stand in it. Prices, sizes, times, ports, ids and line numbers are left
// out here; what a number means is decided later.

/**
 * How a number stands: `key` after a label, `word` by a word such as error, `lead` before a message, `signed` with nothing
 * but its minus, `said` after a word such as returned, `passing` in a sentence, `loose` and `amount` where only a message can tell, `foreign` where it is a code of
 * something else.
 * @typedef {"alone" | "key" | "word" | "lead" | "signed" | "said" | "passing" | "loose" | "amount" | "foreign"} Place
 */
/**
 * A number as it was written, without its sign, and its surroundings.
 * @typedef {object} Numeral
 * @property {string} digits
 * @property {boolean} isSigned
 * @property {boolean} isQuoted
 * @property {number} at
 * @property {number} end
 * @property {Place} place
 * @property {string} label the key before it
 */
/** @typedef {Record<string, Set<string>>} Lists The lists of vocabulary.yml. */
/**
 * What stands around a number.
 * @typedef {object} Surroundings
 * @property {string} before
 * @property {string} after
 * @property {boolean} isSigned
 * @property {RegExpExecArray | null} key a label and what parts it from the number
 * @property {string[]} said the words before the number and its label
 * @property {string} next the word after it
 * @property {string} gap what parts it from that
 */

const AROUND = 60; // characters on each side of a number that tell what it is
const MOST_DIGITS = 9;
const NUMBER = /\d+(?:_\d+)?/g;
const HOUR_AND_LEVEL = /\d:\d\d\S* .{0,20}\bERROR\W{1,3}$/; // a log's level, before the number of a process
const ERROR_ARRAY = /\[\s*["']error["']\s*,\s*$/i; // ["error",10100,"apikey: invalid"]
const STATUS_FIRST = /\(\s*[45]\d\d,\s*["']?$/; // ClientError(400, -1102, "Mandatory parameter ...")
const CODE_NEXT = /^,\s*["']?-?\d{3,}["']?,/;
const KEY =
  /([\p{L}_$][\p{L}\p{N}_$.-]*)["'`)\]}*]{0,3}(?:\(|\s*(?:[:=]+>?|->|=>|>|\|)\s*(?:[\p{L}\d]{1,8}\()?)["'`([{<*]{0,3}\s*$/u;

/**
 * Every number of a text that may be a code.
 * @param {string} text
 * @param {Lists} lists
 * @returns {Numeral[]}
 */
export function numerals(text, lists) {
  const found = [];
  for (const { 0: digits, index } of text.matchAll(NUMBER)) {
    const end = index + digits.length;
    let before = text.slice(Math.max(0, index - AROUND), index);
    const after = text.slice(end, end + AROUND);
    if (digits.length > 2 * MOST_DIGITS || /\d{10}/.test(digits) || isPart(before, after)) continue;
    if (/\($/.test(before) && digits.length === 3 && CODE_NEXT.test(after)) continue; // a status before the code
    const isSigned = /(?:^|\P{N})-$/u.test(before);
    if (isSigned) before = before.slice(0, -1);
    const isQuoted = /["']$/.test(before) && /^["']/.test(after);
    const around = surroundings(before, after, isSigned);
    const place = placeOf(around, lists);
    const label = around.key?.[1] ?? "";
    if (place) found.push({ digits, isSigned, isQuoted, at: index - Number(isSigned), end, place, label });
  }
  return found;
}

/**
 * Whether digits are but a part: of a decimal, time, date, address, range, price, id or word.
 * @param {string} before
 * @param {string} after
 */
function isPart(before, after) {
  return (
    /\d[.:/-]$|[$€¥£@&*+~^]$/.test(before) ||
    /^(?:[.:/-]\d|,\d{3}(?!\d))/.test(after) ||
    (/^[\p{Script=Latin}_]/u.test(after) && !/^(?:[A-Z][a-z]|err)/.test(after))
  );
}

/**
 * @param {string} before
 * @param {string} after
 * @param {boolean} isSigned
 * @returns {Surroundings}
 */
function surroundings(before, after, isSigned) {
  const key = KEY.exec(before);
  const said = (key ? before.slice(0, key.index) + key[1] : before).match(/\p{L}[\p{L}\p{N}]*/gu) ?? [];
  const [, gap = "", next = ""] = /^([\s"'`)\]:,-]{0,3})(\p{L}*)/u.exec(after) ?? [];
  return { before, after, isSigned, key, said, next, gap };
}

/**
 * @param {Surroundings} around
 * @param {Lists} lists
 * @returns {Place | undefined}
 */
function placeOf(around, lists) {
  const { key, before, isSigned } = around;
  const labelled = key && labelledAs(key[1], lists);
  const isElsewhere = isOfSomethingElse(around, lists);
  if (ERROR_ARRAY.test(before) || STATUS_FIRST.test(before)) return "key";
  if (labelled === "code") return isElsewhere ? "foreign" : "key";
  if (labelled === "other" && !isSigned) return "foreign";
  if (!isSigned && HOUR_AND_LEVEL.test(before)) return "loose";
  if (isByErrorWord(around, lists)) return isElsewhere ? "foreign" : "word";
  if (isAmount(around, lists)) return "amount";
  if (isBeforeMessage(around)) return "lead";
  const [previous] = previousWords(around, lists);
  const isSaid = has(lists.said, previous);
  if (key && !isSaid && !/[\p{L}\d]: +$/u.test(before)) return undefined; // the value of another key
  if (isSigned) return "signed";
  if (isSaid) return "said";
  return key ? "loose" : "passing";
}

/**
 * Whether a label is that of a code, as errorCode, or that of a code of something else, as zip_code.
 * @param {string} label
 * @param {Lists} lists
 * @returns {"code" | "other" | undefined}
 */
function labelledAs(label, lists) {
  const last = label.split(".").findLast(Boolean) ?? "";
  const parts = last.split(/[^\p{L}]+|(?=\p{Lu}\p{Ll})/u).filter(Boolean);
  const owners = parts.slice(0, -1);
  if (!has(lists.error, parts.at(-1))) return undefined;
  return has(lists.owner, owners.join("")) || owners.every((part) => has(lists.owner, part))
    ? "code"
    : "other";
}

/**
 * The word before a number, and the one before that; a linking word such as "is" is passed over.
 * @param {Surroundings} around
 * @param {Lists} lists
 */
function previousWords({ before, key, said }, lists) {
  const isNear = key || /[\p{L}_][\s"'`([<{#,:=*|_-]{0,4}$/u.test(before);
  const last = said.length - (isNear ? 1 : 0);
  const telling = has(lists.link, said[last]) ? said.findLastIndex((word) => !has(lists.link, word)) : last;
  return [said[last], said[telling], said[telling - 1]];
}

/**
 * Whether a number has a word such as "error" before it, or right after it.
 * @param {Surroundings} around
 * @param {Lists} lists
 */
function isByErrorWord(around, lists) {
  const [, telling = ""] = previousWords(around, lists);
  return (
    has(lists.error, telling) ||
    labelledAs(telling, lists) === "code" ||
    (!around.key && !/[\]:]/.test(around.gap) && has(lists.failed, around.next))
  );
}

/**
 * Whether words near a number say that it is the code of something else: a process, a database, a web server.
 * @param {Surroundings} around
 * @param {Lists} lists
 */
function isOfSomethingElse(around, lists) {
  const { before, after, key, next } = around;
  const isInReply = key && /[{[,]\s*["']?$/.test(before.slice(0, key.index)); // HTTP 429 {"code":-1003}
  const owner = isInReply ? "" : previousWords(around, lists)[2];
  const near = [next, ...(`${before} ${/^ ?\(.*/.exec(after) ?? ""}`.match(/\p{L}+/gu) ?? [])];
  return (
    has(lists.foreign, owner) ||
    /^ ?\([0-9A-Z]{5}\)/.test(after) ||
    near.some((word) => has(lists.elsewhere, word))
  );
}

/**
 * Whether a number opens a line or stands in brackets, and a message follows: "-2019: Margin", "[1102] Mandatory".
 * @param {Surroundings} around
 */
function isBeforeMessage({ before, after, key }) {
  if (key && !/[\p{L}\p{N}]: +$/u.test(before)) return false;
  const isOpening = /(?:^|[\n[(|>'"]|[:\]>-] )\s*$/.test(before);
  return (
    isOpening &&
    /^(?:["']?\s*[\]):|,/-]+\s*["'([]?|\s+)(?:\p{Lu}+ )?\p{Lu}?\p{Ll}+(?:[\s'_(.]|$)/u.test(after)
  );
}

/**
 * Whether a number is an amount, a place or an id, by the word before or the unit after it.
 * @param {Surroundings} around
 * @param {Lists} lists
 */
function isAmount(around, lists) {
  const { before, after, isSigned, key, next } = around;
  const [previous] = previousWords(around, lists);
  if (has(isSigned ? lists.sum : lists.count, previous)) return true;
  const isGlued = /[\p{Script=Latin}_]$/u.test(before);
  return !key && (isGlued || has(lists.unit, next) || /^\s?[%$€]/.test(after));
}

/**
 * Whether a word is on a list. Chinese has no spaces, so there a word may begin or end with what is listed.
 * @param {Set<string>} list
 * @param {string} [word]
 */
function has(list, word = "") {
  const lower = word.toLowerCase();
  if (list.has(lower)) return true;
  if (!/\p{Script=Han}/u.test(lower)) return false;
  return [1, 2, 3, 4].some((length) => list.has(lower.slice(-length)) || list.has(lower.slice(0, length)));
}
