// No dead end: what a text that means no documented error was near to.

/** @import { Catalogue, Page, Venue } from "./catalogue.js" */

const MOST = 5;
const CODE = /-?(?=[\dOolI]*\d)[\dOolI]{2,}/g; // a number, also one with letters that look like digits
const LOOKALIKES = new Map([["O", "0"], ["o", "0"], ["l", "1"], ["I", "1"]]);

/**
 * The numbers of a text that no venue documents, the pages of codes that are nearly these, and the venues that it names.
 * @param {Catalogue} catalogue
 * @param {string} text
 * @returns {{ codes: string[], near: Page[], venues: Venue[] }}
 */
export function nearest(catalogue, text) {
  const head = text.slice(0, 2000);
  const written = [...new Set(head.match(CODE) ?? [])].slice(0, 3);
  const lower = head.toLowerCase();
  const venues = catalogue.venues.filter(({ operator }) => lower.includes(operator.toLowerCase())).slice(0, 3);
  const near = written.flatMap((code) => like(catalogue, code, venues));
  return { codes: written.filter((code) => !catalogue.byCode.has(code)), near: [...new Set(near)].slice(0, MOST), venues };
}

/**
 * The pages whose code is this one with letters for digits, without its sign, or with one digit wrong.
 * @param {Catalogue} catalogue
 * @param {string} code
 * @param {Venue[]} venues those that are named come first
 */
function like(catalogue, code, venues) {
  const digits = [...code].map((sign) => LOOKALIKES.get(sign) ?? sign).join("");
  const same = catalogue.byCode.get(digits) ?? [];
  const unsigned = catalogue.byCode.get(digits.startsWith("-") ? digits.slice(1) : `-${digits}`) ?? [];
  const off = catalogue.pages.filter((page) => isOneOff(page.code, digits));
  const found = [...(digits === code ? [] : same), ...unsigned, ...off];
  return found.sort((a, b) => Number(venues.includes(b.venue)) - Number(venues.includes(a.venue)));
}

/**
 * Whether two codes differ in one digit: another one, one more or one less.
 * @param {string} a
 * @param {string} b
 */
function isOneOff(a, b) {
  if (a === b || b.length < 3 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const rest = (/** @type {string} */ text, /** @type {number} */ skipped) => text.slice(start + skipped);
  if (a.length === b.length) return rest(a, 1) === rest(b, 1);
  return a.length > b.length ? rest(a, 1) === rest(b, 0) : rest(a, 0) === rest(b, 1);
}
