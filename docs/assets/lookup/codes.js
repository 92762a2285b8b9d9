// The codes of a text, each with the pages that it may mean: numbers that stand like codes, and codes that are words.

import { digitsOf } from "./catalogue.js";
import { numerals } from "./places.js";

/** @import { Catalogue, Entry, Page, Term } from "./catalogue.js" */
/** @import { Numeral, Place } from "./places.js" */
/** @import { Found } from "./reading.js" */
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
const LABEL = /([\p{L}_$][\p{L}\p{N}_$.-]*)["'`)\]}*]{0,3}\s*(?:[:=]+>?|->|=>|>)\s*["'`([{<*]{0,3}\s*$/u;
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
 * The codes that are words, and the names of codes: the longest where several begin at one place.
 * @param {Catalogue} catalogue
 * @param {string} text
 * @param {Found[]} found
 * @returns {Code[]}
 */
export function worded(catalogue, text, found) {
  const lower = text.toLowerCase();
  /** @type {Code[]} */
  const codes = [];
  for (const { 0: first, index: at } of lower.matchAll(/(?<![\p{L}\p{N}_])[\p{L}\p{N}]+/gu)) {
    const fits = (catalogue.worded.get(first) ?? []).filter((term) => stands(lower, term.lower, at));
    const length = Math.max(0, ...fits.map((term) => term.lower.length));
    const end = at + length;
    if (!length || at < (codes.at(-1)?.end ?? 0) || isWithinMessage(found, at, end)) continue;
    const options = fits
      .filter((term) => term.lower.length === length)
      .flatMap((term) => optionOf(term, text.slice(at, end)));
    codes.push(wordedCode(catalogue, text, at, end, options));
  }
  return codes;
}

/**
 * Whether a word or a constant stands apart, and not within a longer one.
 * @param {string} lower
 * @param {string} term
 * @param {number} at
 */
function stands(lower, term, at) {
  if (!lower.startsWith(term, at)) return false;
  const before = lower.slice(Math.max(0, at - 2), at);
  const after = lower.slice(at + term.length, at + term.length + 2);
  return !/[\p{L}\p{N}]-$/u.test(before) && !/^[\p{L}\p{N}_]|^-[\p{L}\p{N}]/u.test(after);
}

/**
 * @param {Term} term
 * @param {string} written
 * @returns {Option[]}
 */
function optionOf({ text, uses, isName }, written) {
  const form = written !== text ? "cased" : isName ? "name" : "exact";
  return uses.map(({ page, entry }) => ({ page, form, entry }));
}

/**
 * @param {Catalogue} catalogue
 * @param {string} text
 * @param {number} at
 * @param {number} end
 * @param {Option[]} options
 * @returns {Code}
 */
function wordedCode({ codeKeys, messageKeys, lists }, text, at, end, options) {
  const [, label = ""] = LABEL.exec(text.slice(Math.max(0, at - LONGEST_LABEL), at)) ?? [];
  const isLabel = codeKeys.has(label) || messageKeys.has(label) || lists.error.has(label.toLowerCase());
  const isQuoted = /["'`]/.test(text[at - 1] ?? "");
  const place = isLabel ? "key" : "said";
  return { written: text.slice(at, end), place, label, isQuoted, isNumber: false, at, end, options };
}

/**
 * Whether a code is a single word as people write it, and no constant: filled, Unavailable.
 * @param {Code} code
 */
export function isPlainWord({ isNumber, written }) {
  return !isNumber && /^\p{L}(?:\p{Ll}*|\p{Lu}*)$/u.test(written);
}

/**
 * Whether some words are only a part of a documented message that is there word for word.
 * @param {Found[]} found
 * @param {number} at
 * @param {number} end
 */
function isWithinMessage(found, at, end) {
  return found.some(
    (each) => each.at <= at && end <= each.end && end - at < each.end - each.at && isMessage(each),
  );
}

/** @param {Found} found */
function isMessage({ verbatim }) {
  return [...verbatim].some(({ uses }) => uses.some(({ kind }) => kind === "message" || kind === "observed"));
}
