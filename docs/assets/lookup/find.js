// From a pasted text to answers. No document and no address are touched here.

import { nearlyCodes, neighbours, understood } from "./nearby.js";
import { ordered, rank } from "./ranking.js";
import { read } from "./reading.js";
import { clues } from "./venues.js";
import { learn, nothing } from "./wordings.js";

/** @import { Catalogue } from "./catalogue.js" */
/** @import { Understood } from "./nearby.js" */
/** @import { Answer } from "./ranking.js" */
/** @import { Index, Reading } from "./reading.js" */
/** @typedef {{ results: Answer[], maybes: Answer[], understood: Understood }} Finding */

const SHORT = 4000; // characters of a text that is read as a whole
const PART = 1500; // characters read at a time of a longer one
const OVERLAP = 300; // characters of the part before that are read again
const LINE = /[^\n]{1,900}(?:(?<=[\s,;}])|(?=\n|$))|[^\n]{1,900}/g; // a long one in pieces
const BATCH = 200; // lines looked at without a pause
const MOST_MAYBES = 8;
const MOST_BESIDES = 4; // maybes beside results

/**
 * Prepares the catalogue for looking up.
 * @param {Catalogue} catalogue
 * @param {() => unknown} [pause] awaited now and then, so that the page stays alive
 * @returns {Promise<Index>}
 */
export async function prepare(catalogue, pause = () => {}) {
  return { catalogue, clues: clues(catalogue), wordings: await learn(catalogue, pause) };
}

/**
 * The catalogue ready for codes at once, while its messages are still to be learnt.
 * @param {Catalogue} catalogue
 * @returns {Index}
 */
export function bare(catalogue) {
  return { catalogue, clues: clues(catalogue), wordings: nothing(catalogue) };
}

/**
 * The answers to a short text.
 * @param {Index} index
 * @param {string} raw
 * @param {{ isTyped?: boolean }} [how]
 * @returns {Finding}
 */
export function findNow(index, raw, { isTyped = false } = {}) {
  const reading = read(index, raw, { isTyped });
  return finding(reading, rank(reading));
}

/**
 * The answers to a text. Long ones are read in parts, with a pause between them; a line that comes again tells nothing new.
 * @param {Index} index
 * @param {string} raw
 * @param {{ pause?: () => unknown, isTyped?: boolean }} [how] `isTyped`: whether the last word may be only begun
 * @returns {Promise<Finding>}
 */
export async function find(index, raw, { pause = () => {}, isTyped = false } = {}) {
  if (raw.length <= SHORT) return findNow(index, raw, { isTyped });
  const answers = [];
  let at = 0;
  let last = null;
  for await (const part of parts(index, raw, pause)) {
    await pause();
    last = read(index, part, { isWhole: false });
    for (const answer of rank(last)) answers.push({ ...answer, at: answer.at + at });
    at += part.length;
  }
  return last ? finding(last, ordered(answers)) : finding(read(index, ""), []);
}

/**
 * @param {Reading} reading
 * @param {Answer[]} answers
 * @returns {Finding}
 */
function finding(reading, answers) {
  const results = answers.filter(({ rank }) => rank === "result");
  const meant = understood(reading, answers);
  const maybes = answers.filter(({ rank }) => rank === "maybe");
  if (results.length) return { results, maybes: maybes.slice(0, MOST_BESIDES), understood: meant };
  const near = nearlyCodes(reading, meant);
  const nearest = near.length || maybes.length ? near : neighbours(reading, meant);
  return { results, maybes: ordered([...maybes, ...nearest]).slice(0, MOST_MAYBES), understood: meant };
}

/**
 * A long text in parts of whole lines. Lines that differ only in numbers that are no codes count as one.
 * @param {Index} index
 * @param {string} raw
 * @param {() => unknown} pause
 */
async function* parts({ catalogue }, raw, pause) {
  const seen = new Set();
  const known = (/** @type {string} */ digits) => (catalogue.byDigits.has(digits) ? digits : "#");
  let part = "";
  let count = 0;
  for (const { 0: line } of raw.matchAll(LINE)) {
    if (++count % BATCH === 0) await pause();
    const shape = line.replace(/\d+(?:[.:,]\d+)*/g, known);
    if (seen.has(shape)) continue;
    seen.add(shape);
    if (part.length + line.length > PART) {
      yield part;
      part = part.slice(-OVERLAP);
    }
    part += `${line}\n`;
  }
  yield part;
}
