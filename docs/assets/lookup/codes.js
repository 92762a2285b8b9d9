// The codes of a text, each with the pages that it may mean: numbers that stand like codes, and codes that are words.

import { digitsOf, slug } from "./catalogue.js";
import { numerals } from "./places.js";

/** @import { Catalogue, Entry, Page } from "./catalogue.js" */
/** @import { Lists, Numeral, Place } from "./places.js" */
/** @import { Found } from "./reading.js" */
/** @import { Use } from "./wordings.js" */
/**
 * How the written code differs from the documented one: not at all; its sign or zeros lost; a sign added; only its sub-code
 * is documented; in another case; or it is the documented name of the code.
 * @typedef {"exact" | "sign" | "zeros" | "added" | "sub" | "cased" | "name"} Form
 */
/** @typedef {{ page: Page, form: Form, entry: Entry | null }} Option A page that a code may mean. */
/**
 * A code as it was written.
 * @typedef {object} Code
 * @property {string} written
 * @property {Place} place
 * @property {string} label the key before it
 * @property {boolean} isQuoted
 * @property {boolean} isNumber
 * @property {number} at
 * @property {number} end
 * @property {Option[]} options
 */

const LEAST_AMOUNT = 5; // digits of a number that may be a code although it stands like an amount
const OFTEN = 4; // times that the same code is looked at in one part of a text
const LABEL = /([\p{L}_$][\p{L}\p{N}_$.-]*)["'`)\]}*]{0,3}\s*(?:[:=]+>?|->|=>|>)\s*["'`(\[{<*]{0,3}\s*$/u;
const LONGEST_LABEL = 60;

/**
 * The numbers of a text that may be codes.
 * @param {Catalogue} catalogue
 * @param {string} text
 * @returns {Code[]}
 */
export function numbers(catalogue, text) {
  return notTooOften(numerals(text, catalogue.lists)).flatMap((numeral) => {
    const { isSigned, digits, place, label, isQuoted, at, end } = numeral;
    const written = (isSigned ? "-" : "") + digits;
    const options = optionsOf(catalogue, numeral, written);
    if (place === "amount" && (digits.length < LEAST_AMOUNT || !options.length)) return [];
    return [{ written, place, label, isQuoted, isNumber: true, at, end, options }];
  });
}

/**
 * A text that repeats one code a hundred times says no more of it than one that has it a few times.
 * @param {Numeral[]} all
 */
function notTooOften(all) {
  /** @type {Map<string, number>} */
  const times = new Map();
  return all.filter(({ digits, isSigned }) => {
    const time = (times.get(isSigned + digits) ?? 0) + 1;
    times.set(isSigned + digits, time);
    return time <= OFTEN;
  });
}

/**
 * The pages that a number may mean: as it stands, or without a sign or zeros, or as the number of sub-codes.
 * @param {Catalogue} catalogue
 * @param {Numeral} numeral
 * @param {string} written
 * @returns {Option[]}
 */
function optionsOf({ byCode, byDigits }, { digits, isSigned }, written) {
  const option = (/** @type {Page} */ page, /** @type {Form} */ form) => ({ page, form, entry: null });
  const exact = byCode.get(written) ?? [];
  const others = (byDigits.get(digitsOf(digits)) ?? []).filter(({ code }) => code !== written);
  return [
    ...exact.map((page) => option(page, "exact")),
    ...exact.flatMap(({ subCodes }) => subCodes.map((page) => option(page, "sub"))),
    ...others.map((page) => option(page, formOf(page.code, isSigned))),
  ];
}

/**
 * @param {string} code
 * @param {boolean} isSigned
 * @returns {Form}
 */
function formOf(code, isSigned) {
  if (code.startsWith("-")) return isSigned ? "zeros" : "sign";
  return isSigned ? "added" : "zeros";
}

/**
 * The codes that are words, and the names of codes, among what was found in a text.
 * @param {Catalogue} catalogue
 * @param {string} text
 * @param {Found[]} found
 * @returns {Code[]}
 */
export function worded({ codeKeys, lists }, text, found) {
  /** @type {Map<string, Code>} */
  const codes = new Map();
  for (const { shape, at, end } of found) {
    const written = text.slice(at, end);
    if (!isApart(text, at, end)) continue;
    const options = shape.wordings.flatMap(({ text, uses }) => optionsOfWord(written, text, uses));
    if (!options.length) continue;
    const code = codes.get(`${at} ${end}`) ?? wordedCode(text, at, end, codeKeys, lists);
    code.options.push(...options);
    codes.set(`${at} ${end}`, code);
  }
  return longest([...codes.values()]);
}

/**
 * The pages whose code or name a word is.
 * @param {string} written
 * @param {string} documented
 * @param {Use[]} uses
 * @returns {Option[]}
 */
function optionsOfWord(written, documented, uses) {
  return uses.flatMap(({ page, entry, kind }) => {
    const form = kind === "code" || kind === "name" ? wordedForm(written, documented, kind === "name") : undefined;
    return form ? [{ page, form, entry }] : [];
  });
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} end
 * @param {Set<string>} codeKeys
 * @param {Lists} lists
 * @returns {Code}
 */
function wordedCode(text, at, end, codeKeys, lists) {
  const [, label = ""] = LABEL.exec(text.slice(Math.max(0, at - LONGEST_LABEL), at)) ?? [];
  const isLabelled = codeKeys.has(label) || lists.error.has(label.toLowerCase());
  const isQuoted = /["'`]/.test(text[at - 1] ?? "");
  const place = isLabelled ? "key" : "said";
  return { written: text.slice(at, end), place, label, isQuoted, isNumber: false, at, end, options: [] };
}

/**
 * Whether a word or a constant stands apart, and not within a longer one.
 * @param {string} text
 * @param {number} at
 * @param {number} end
 */
function isApart(text, at, end) {
  return !/[\p{L}\p{N}_]$|[\p{L}\p{N}]-$/u.test(text.slice(0, at).slice(-2)) && !/^[\p{L}\p{N}_]|^-[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
}

/**
 * @param {string} written
 * @param {string} documented
 * @param {boolean} isName
 * @returns {Form | undefined}
 */
function wordedForm(written, documented, isName) {
  const bare = documented.replace(/\[[^\]]*\]$/, "");
  if (written === bare) return isName ? "name" : "exact";
  const isOneWord = /\s/.test(written) === /\s/.test(bare);
  return isOneWord && slug(written) === slug(bare) ? "cased" : undefined;
}

/**
 * The codes that are not a part of another one.
 * @param {Code[]} codes
 */
function longest(codes) {
  return codes.filter(({ at, end }) => !codes.some((other) => other.at <= at && end <= other.end && end - at < other.end - other.at));
}
