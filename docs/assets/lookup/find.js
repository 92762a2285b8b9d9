// From a pasted text to answers. No document and no address are touched here.

import { nearlyCodes, neighbours, understood } from "./nearby.js";
import { ordered, rank } from "./ranking.js";
import { read } from "./reading.js";
import { clues } from "./venues.js";
import { learn } from "./wordings.js";

/** @import { Catalogue } from "./catalogue.js" */
/** @import { Understood } from "./nearby.js" */
/** @import { Answer } from "./ranking.js" */
/** @import { Index } from "./reading.js" */
/** @typedef {{ results: Answer[], maybes: Answer[], understood: Understood }} Finding */

const PART = 4000; // characters read at a time
const OVERLAP = 400; // characters of the part before that are read again
const PIECE = 1000; // characters of a line that is read in pieces
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
 * The answers to a text. Long ones are read in parts, with a pause between them; a line that comes again tells nothing new.
 * @param {Index} index
 * @param {string} raw
 * @param {{ pause?: () => unknown, isTyped?: boolean }} [how] `isTyped`: whether the last word may be only begun
 * @returns {Promise<Finding>}
 */
export async function find(index, raw, { pause = () => {}, isTyped = false } = {}) {
  if (raw.length <= PART + OVERLAP) {
    const reading = read(index, raw, { isTyped });
    return finding(reading, rank(reading));
  }
  const answers = [];
  let at = 0;
  let last = null;
  for (const part of parts(index, raw)) {
    await pause();
    last = read(index, part, { isWhole: false });
    for (const answer of rank(last)) answers.push({ ...answer, at: answer.at + at });
    at += part.length;
  }
  return last ? finding(last, ordered(answers)) : finding(read(index, ""), []);
}

/**
 * @param {import("./reading.js").Reading} reading
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
 */
function* parts({ catalogue }, raw) {
  const seen = new Set();
  const known = (/** @type {string} */ digits) => (catalogue.byDigits.has(digits) ? digits : "#");
  let part = "";
  for (const line of raw.split("\n").flatMap(pieces)) {
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

/**
 * @param {string} line
 * @returns {string[]}
 */
function pieces(line) {
  if (line.length <= PIECE) return [line];
  return line.match(new RegExp(`[^]{1,${PIECE}}(?:(?<=[\\s,;}])|$)|[^]{1,${PIECE}}`, "g")) ?? [];
}
