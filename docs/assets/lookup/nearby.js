// What to offer where a text has no answer: codes that are nearly the one that was written, conditions that its words fit, the
// venue that it names.

import { digitsOf, isNumber } from "./catalogue.js";
import { isGiven } from "./evidence.js";
import { mask } from "./secrets.js";
import { isWithin } from "./words.js";

/** @import { Page, Venue } from "./catalogue.js" */
/** @import { Code } from "./codes.js" */
/** @import { Answer } from "./ranking.js" */
/** @import { Reading } from "./reading.js" */
/**
 * What was understood of a text.
 * @typedef {object} Understood
 * @property {string[]} codes codes that are given and that no page has, or none of the company that is named
 * @property {Venue[]} venues venues that are named
 * @property {Venue[]} nearly venues whose name is nearly there, where none is named
 * @property {string[]} others exchanges that are named and not in the catalogue
 * @property {{ id: string, title: string }[]} conditions conditions that the words fit
 * @property {string} words documented words of the text, by which a venue's rows can be filtered
 */

// Letters that are taken for digits, and what they are taken for.
const LOOKALIKES = new Map(
  Object.entries({
    O: "0",
    o: "0",
    Q: "0",
    D: "0",
    l: "1",
    I: "1",
    i: "1",
    "|": "1",
    S: "5",
    s: "5",
    B: "8",
    Z: "2",
  }),
);
const LOOKALIKE =
  /(?<![\p{L}\p{N}])-?(?=[\w|]*\d[\w|]*\d)(?=[\w|]*[OoQDlIi|SsBZ])[\dOoQDlIi|SsBZ]{3,9}(?![\p{L}\p{N}])/gu;
const CONSTANT =
  /(?<![\p{L}\p{N}_:-])(?:[\p{L}\p{N}]+(?:[_:-][\p{L}\p{N}]+)+|(?:\p{Lu}\p{Ll}+){2,})(?![\p{L}\p{N}_:-])/gu;
const LEAST_PASSING = 4; // digits of an unknown number that may be a code beside a venue's name
const NEAR = 20; // how far a neighbour may be
const MOST_NEAR = 6;
const MOST_CONDITIONS = 3;
const MOST_WORDS = 2;
const LEAST_LIKE = 0.65; // how much a wording must be there to speak for its condition
const LONGEST = 40; // characters of a code that is repeated to the reader
const NAME = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
const MOST_NAMES = 12; // words of a text in which a misspelt venue is looked for
const LONG_NAME = 8; // letters of a name that may be two letters off; a shorter one may be one

/**
 * What was understood of a text that has no result.
 * @param {Reading} reading
 * @param {Answer[]} answers
 * @returns {Understood}
 */
export function understood(reading, answers) {
  const { namings, mentions } = reading;
  const isMiss = answers.every(({ rank }) => rank === "maybe");
  const isSaid = (/** @type {Code} */ code) => isGiven(code) || (isMiss && isBesideVenue(code, reading));
  const venues = [...new Set(namings.flatMap(({ venues }) => venues))];
  const isOne = isMiss && operatorOf(venues);
  const isAsked = (/** @type {Page} */ { venue }) => !isOne || venues.includes(venue);
  const unknown = mentions.flatMap(({ code }) =>
    code && isSaid(code) && isUnknown(code, isAsked) ? [code.written] : [],
  );
  const shown = mask(reading.text);
  const offered = new Set(answers.flatMap(({ page }) => (isAsked(page) ? [page.code] : [])));
  const codes = [...unknown, ...lookalikes(reading), ...(isMiss ? constants(reading) : [])].filter(
    (code) => code.length <= LONGEST && !offered.has(code) && shown.includes(code),
  );
  return {
    codes: [...new Set(codes)],
    venues,
    nearly: isMiss && !venues.length ? nearlyVenues(reading) : [],
    others: [...new Set(namings.filter(({ kind }) => kind === "other").map(({ text }) => text))],
    conditions: conditionsOf(reading),
    words: documentedWords(reading),
  };
}

/**
 * The company that runs all of some venues; empty where there are several, or none.
 * @param {Venue[]} venues
 */
export function operatorOf(venues) {
  const [operator = "", ...others] = new Set(venues.map(({ operator }) => operator));
  return others.length ? "" : operator;
}

/**
 * Whether none of some pages has a code, not even without its sign or zeros.
 * @param {Code} code
 * @param {(page: Page) => boolean} isAsked
 */
function isUnknown({ options }, isAsked) {
  return options.every(({ form, page }) => form === "added" || !isAsked(page));
}

/**
 * Whether a number in a sentence may be a code because a venue is named: "bitmart 99999 balance".
 * @param {Code} code
 * @param {Reading} reading
 */
function isBesideVenue({ written, place }, { namings }) {
  return (
    place === "passing" && written.length >= LEAST_PASSING && namings.some(({ venues }) => venues.length)
  );
}

/**
 * Words written as codes are that no page has, where nothing else is said but a name: INVALID_PARM.
 * @param {Reading} reading
 */
function constants({ text, namings, mentions }) {
  const taken = [...mentions.flatMap(({ code }) => code ?? []), ...namings];
  const isTaken = (/** @type {number} */ at) => taken.some((each) => each.at <= at && at < each.end);
  return Array.from(text.matchAll(CONSTANT)).flatMap(({ 0: written, index }) => {
    const others = Array.from(text.matchAll(/\p{L}+/gu)).filter(
      (word) => word.index < index || word.index >= index + written.length,
    );
    return isTaken(index) || !others.every((word) => isTaken(word.index)) ? [] : [written];
  });
}

/**
 * The venues whose id or operator is a letter or two off: bitmrt-spot, binnance.
 * @param {Reading} reading
 */
function nearlyVenues({ text, index }) {
  const words = text.toLowerCase().match(NAME) ?? [];
  if (words.length > MOST_NAMES) return [];
  const isNear = (/** @type {string} */ name) =>
    words.some(
      (word) => word.length > 3 && isWithin(word, name.toLowerCase(), name.length > LONG_NAME ? 2 : 1),
    );
  return index.catalogue.venues.filter(({ id, operator }) => isNear(id) || isNear(operator));
}

/** @param {Reading} reading */
function lookalikes({ text }) {
  return Array.from(text.matchAll(LOOKALIKE), ([written]) => written);
}

/**
 * The pages whose code is one character off, or looks the same, those of a venue that is named before others.
 * @param {Reading} reading
 * @param {Understood} understood
 * @returns {Answer[]}
 */
export function nearlyCodes({ index, text }, { codes, venues }) {
  const { pages } = index.catalogue;
  return codes.flatMap((written) => {
    const read = /\d/.test(written)
      ? written.replace(/[^-\d]/g, (letter) => LOOKALIKES.get(letter) ?? letter)
      : written;
    const digits = digitsOf(read);
    const isNear = (/** @type {Page} */ page) => {
      const { code } = page;
      if (read !== written && isNumber(read)) return digitsOf(code) === digits;
      if (isNumber(written))
        return isNumber(code) && digits.length > 2 && isWithin(digitsOf(code), digits, 1);
      return spellings(page).some((each) => isWithin(each.toLowerCase(), written.toLowerCase(), 2));
    };
    const near = pages.filter(isNear).sort((a, b) => nearness(b.code, read) - nearness(a.code, read));
    const named = near.filter(({ venue }) => venues.includes(venue));
    const kept = named.length || venues.length ? named : near;
    return kept.slice(0, MOST_NEAR).map((page) => nearly(page, written, text.indexOf(written)));
  });
}

/**
 * What a page is called by in words: its code, the names of that, and messages that are one.
 * @param {Page} page
 */
function spellings({ code, entries }) {
  const names = entries.flatMap(({ name, texts }) => [name, ...texts.map(({ text }) => text)]);
  return [code, ...names].filter((text) => !isNumber(text) && !/\s/.test(text));
}

/**
 * How likely one code is written for another: characters are swapped or doubled sooner than exchanged, and sooner at the end.
 * @param {string} a
 * @param {string} b
 */
function nearness(a, b) {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const isAlike = (/** @type {(code: string) => string} */ of) => of(a) === of(b);
  const isSlip =
    isAlike((code) => [...code].sort().join("")) || isAlike((code) => code.replace(/(.)\1+/g, "$1"));
  return same + (isSlip ? LONGEST : 0);
}

/**
 * The codes of a named venue that are next to one that it does not have.
 * @param {Reading} reading
 * @param {Understood} understood
 * @returns {Answer[]}
 */
export function neighbours({ text }, { codes, venues }) {
  return codes.filter(isNumber).flatMap((written) => {
    const distance = (/** @type {Page} */ { code }) =>
      Math.abs(Math.abs(parseInt(code, 10)) - Math.abs(parseInt(written, 10)));
    return venues.flatMap(({ pages }) => {
      const numbers = pages
        .filter((page) => distance(page) <= NEAR)
        .sort((a, b) => distance(a) - distance(b));
      return numbers
        .slice(0, 2)
        .map((page) => ({ ...nearly(page, written, text.indexOf(written)), evidence: { neighbour: 1 } }));
    });
  });
}

/**
 * @param {Page} page
 * @param {string} written
 * @param {number} at
 * @returns {Answer}
 */
function nearly(page, written, at) {
  const entry = page.entries.length === 1 ? page.entries[0] : null;
  const evidence = { misspelt: 1 };
  return {
    page,
    entry,
    said: null,
    written,
    naming: "",
    other: "",
    evidence,
    score: -1,
    rank: "maybe",
    isUnlikely: false,
    doubts: [],
    isSuccess: false,
    at,
  };
}

/**
 * The conditions whose wordings the words of a text are most like.
 * @param {Reading} reading
 */
function conditionsOf({ regions }) {
  /** @type {Map<string, { id: string, title: string, weight: number }>} */
  const conditions = new Map();
  for (const { likeness, shape } of regions.flatMap(({ found }) => found)) {
    if (likeness < LEAST_LIKE) continue;
    for (const { entry } of shape.wordings.flatMap(({ uses }) => uses)) {
      const { condition: id, title } = entry;
      const last = conditions.get(id) ?? { id, title, weight: 0 };
      conditions.set(id, { ...last, weight: last.weight + likeness * shape.mass });
    }
  }
  return [...conditions.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST_CONDITIONS);
}

/**
 * The most telling words of a text that documents have.
 * @param {Reading} reading
 */
function documentedWords({ regions, index, namings, keys }) {
  const { weights, known, lexicon } = index.wordings;
  const isName = (/** @type {number} */ at) => namings.some((naming) => naming.at <= at && at < naming.end);
  const tokens = regions
    .flatMap(({ tokens }) => tokens)
    .filter(({ word, at }) => /^\p{L}{3,}$/u.test(word) && !keys.has(word) && !isName(at))
    .filter(({ word }) => known.has(word) && !lexicon.stop.has(word));
  const telling = [...new Map(tokens.map((token) => [token.word, token])).values()];
  const byWeight = telling.sort((a, b) => (weights.get(b.sense) ?? 0) - (weights.get(a.sense) ?? 0));
  return byWeight
    .slice(0, MOST_WORDS)
    .map(({ word }) => word)
    .join(" ");
}
