// From a pasted text to answers. No document and no page are touched here.

import { rank } from "./ranking.js";
import { read } from "./reading.js";
import { clues } from "./venues.js";
import { learn } from "./wordings.js";

/** @import { Catalogue } from "./catalogue.js" */
/** @import { Answer } from "./ranking.js" */
/** @import { Index } from "./reading.js" */

const PART = 4000; // characters read at a time
const OVERLAP = 500;

/**
 * Prepares the catalogue for looking up.
 * @param {Catalogue} catalogue
 * @param {() => unknown} [pause]
 * @returns {Promise<Index>}
 */
export async function prepare(catalogue, pause = () => {}) {
  return { catalogue, clues: clues(catalogue), wordings: await learn(catalogue, pause) };
}

/**
 * The answers to a text, best first. Long texts are read in parts, with a pause between them.
 * @param {Index} index
 * @param {string} raw
 * @param {() => unknown} [pause]
 * @returns {Promise<Answer[]>}
 */
export async function find(index, raw, pause = () => {}) {
  if (raw.length <= PART + OVERLAP) return rank(read(index, raw));
  const answers = [];
  for (let start = 0; start < raw.length; start += PART) {
    await pause();
    answers.push(...rank(read(index, raw.slice(start, start + PART + OVERLAP), { isWhole: false })));
  }
  return answers;
}
