// From evidence to answers in two ranks: results, which the text supports, and maybes, each with what speaks against it.

import { claims, evidence, isGiven, isSuccess } from "./evidence.js";

/** @import { Entry, Page, Signal } from "./catalogue.js" */
/** @import { Claim } from "./evidence.js" */
/** @import { Said } from "./likeness.js" */
/** @import { Mention, Reading } from "./reading.js" */
/**
 * A page that may be the answer.
 * @typedef {object} Answer
 * @property {Page} page
 * @property {Entry | null} entry the entry of the page, where the text tells which
 * @property {Said | null} said its documented text that is there
 * @property {string} written its code as it was written
 * @property {string} naming what in the text names its venue
 * @property {string} other what in the text names another
 * @property {Record<string, number>} evidence
 * @property {number} score above 0 for a result
 * @property {"result" | "maybe"} rank
 * @property {boolean} isUnlikely whether it is an answer only where a text has no other, and names its venue
 * @property {string[]} doubts the signals that keep it from being a result
 * @property {boolean} isSuccess
 * @property {number} at where in the text it is
 */

const MAYBE = -3.5; // the least score of a maybe
const BEHIND = 4; // a result is at most so much behind the best of its place
const DOUBT = 0.5; // the least value of a signal that keeps a page from being a result

/**
 * The answers to a text: the best result of each place in the order of the text, then what else it may mean, best first.
 * @param {Reading} reading
 * @returns {Answer[]}
 */
export function rank(reading) {
  const all = reading.mentions.flatMap((mention) => weigh(reading, mention));
  const likely = all.filter(({ isUnlikely }) => !isUnlikely);
  const answers = likely.length || !reading.isWhole ? likely : all.filter(({ naming }) => naming);
  const isError = answers.some(({ rank, isSuccess }) => rank === "result" && !isSuccess);
  return ordered(answers.filter(({ isSuccess, evidence }) => !isError || !isSuccess || evidence.alone));
}

/**
 * The answers for one place of a text, best first. The page of a code that is given where codes are is never unlikely.
 * @param {Reading} reading
 * @param {Mention} mention
 * @returns {Answer[]}
 */
function weigh(reading, mention) {
  const { signals } = reading.index.catalogue;
  const answers = claims(reading, mention)
    .map((claim) => answer(claim, signals))
    .sort((a, b) => b.score - a.score || size(b) - size(a));
  const best = answers[0]?.score ?? 0;
  for (const each of answers) {
    if (each.score > 0 && each.score > best - BEHIND && !each.doubts.length) each.rank = "result";
  }
  return answers;
}

/**
 * A claim, weighed.
 * @param {Claim} claim
 * @param {Record<string, Signal>} signals
 * @returns {Answer}
 */
function answer(claim, signals) {
  const { page, entry, said, option, mention, stance } = claim;
  const found = evidence(claim);
  const weight = sum(found, signals);
  return {
    page,
    entry,
    said,
    written: option ? (mention.code?.written ?? "") : "",
    naming: stance.naming,
    other: stance.otherNaming,
    evidence: found,
    score: weight,
    rank: "maybe",
    isUnlikely: weight <= MAYBE && !(option && isGiven(mention.code)),
    doubts: Object.keys(found).filter((name) => signals[name].doubt && found[name] >= DOUBT),
    isSuccess: isSuccess(claim),
    at: mention.at,
  };
}

/**
 * What the evidence weighs.
 * @param {Record<string, number>} evidence
 * @param {Record<string, Signal>} signals
 */
function sum(evidence, signals) {
  return Object.entries(evidence).reduce(
    (sum, [name, value]) => sum + value * signals[name].weight,
    signals.start.weight,
  );
}

/**
 * How many codes a venue has: of venues that are alike, people mean the larger one more often.
 * @param {Answer} answer
 */
function size({ page }) {
  return page.venue.pages.length;
}

/**
 * Each page once, where most speaks for it: results before maybes, the best of each place before the others.
 * @param {Answer[]} answers
 * @returns {Answer[]}
 */
export function ordered(answers) {
  /** @type {Map<Page, Answer>} */
  const best = new Map();
  for (const answer of answers) {
    const last = best.get(answer.page);
    if (!last || isBetter(answer, last)) best.set(answer.page, answer);
  }
  const all = [...best.values()];
  const top = Math.max(...all.map(({ score }) => score));
  const leading = new Set(firsts(all).filter((answer) => answer.score > top - BEHIND || isLabelled(answer)));
  const order = (/** @type {Answer} */ answer) => (answer.rank === "maybe" ? 2 : leading.has(answer) ? 0 : 1);
  return all.sort((a, b) => order(a) - order(b) || (order(a) ? b.score - a.score : a.at - b.at));
}

/**
 * @param {Answer} a
 * @param {Answer} b
 */
function isBetter(a, b) {
  if (a.rank !== b.rank) return a.rank === "result";
  return a.score > b.score;
}

/** @param {Answer} answer */
function isLabelled({ evidence }) {
  return Boolean((evidence.inLabel ?? evidence.wordInLabel) && !evidence.short);
}

/**
 * The best result of each place.
 * @param {Answer[]} answers
 */
function firsts(answers) {
  /** @type {Map<number, Answer>} */
  const first = new Map();
  for (const answer of answers.filter(({ rank }) => rank === "result")) {
    const last = first.get(answer.at);
    if (!last || answer.score > last.score) first.set(answer.at, answer);
  }
  return [...first.values()];
}
