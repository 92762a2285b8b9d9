// From evidence to answers in two ranks: results, which the text supports, and maybes, each with what speaks against it.

import { claims, evidence, isGiven, isSuccess } from "./evidence.js";

/** @import { Claim } from "./evidence.js" */
/** @import { Mention, Reading } from "./reading.js" */
/** @import { Signal } from "./catalogue.js" */
/**
 * A page that may be the answer.
 * @typedef {object} Answer
 * @property {Claim} claim
 * @property {Record<string, number>} evidence
 * @property {number} score above 0 for a result
 * @property {"result" | "maybe"} rank
 * @property {string[]} doubts the signals that speak against it
 * @property {number} at where in the text it is
 */

const MAYBE = -3.5; // the least score of a maybe
const BEHIND = 4; // a result is at most so much behind the best of its place
const DOUBT = 0.5; // the least value of a signal that keeps a page from being a result

/**
 * The answers to a text, best first: what each place in the text means, in the order of the text, then what else it may mean.
 * @param {Reading} reading
 * @returns {Answer[]}
 */
export function rank(reading) {
  const places = reading.mentions.map((mention) => weigh(reading, mention));
  const isError = places.flat().some(({ rank, claim }) => rank === "result" && !isSuccess(claim));
  const answers = places.flatMap((answers) => answers.filter(({ claim }) => !isError || !isSuccess(claim)));
  return ordered(answers);
}

/**
 * The answers for one place of a text, best first. The page of a code that is given where codes are is always among them.
 * @param {Reading} reading
 * @param {Mention} mention
 * @returns {Answer[]}
 */
function weigh(reading, mention) {
  const { signals } = reading.index.catalogue;
  const answers = claims(reading, mention)
    .map((claim) => {
      const found = evidence(claim);
      return { claim, evidence: found, score: sum(found, signals), at: mention.at };
    })
    .filter(({ score, claim }) => score > MAYBE || (claim.option?.form === "exact" && isGiven(mention.code)))
    .sort((a, b) => b.score - a.score || size(b) - size(a));
  const best = answers[0]?.score ?? 0;
  return answers.map((answer) => {
    const doubts = doubtsOf(answer.evidence, signals);
    const isResult = answer.score > 0 && answer.score > best - BEHIND && !doubts.length;
    return { ...answer, doubts, rank: isResult ? "result" : "maybe" };
  });
}

/**
 * What the evidence weighs.
 * @param {Record<string, number>} evidence
 * @param {Record<string, Signal>} signals
 */
export function sum(evidence, signals) {
  return Object.entries(evidence).reduce((sum, [name, value]) => sum + value * signals[name].weight, signals.start.weight);
}

/**
 * The signals that keep a page from being a result, whatever its score.
 * @param {Record<string, number>} evidence
 * @param {Record<string, Signal>} signals
 */
function doubtsOf(evidence, signals) {
  return Object.keys(evidence).filter((name) => signals[name].doubt && evidence[name] >= DOUBT);
}

/**
 * How many codes a venue has: of venues that are alike, people mean the larger one more often.
 * @param {{ claim: Claim }} answer
 */
function size({ claim }) {
  return claim.page.venue.pages.length;
}

/**
 * Each page once, at the place where most speaks for it: results before maybes, the best of each place before the others.
 * @param {Answer[]} answers
 */
function ordered(answers) {
  /** @type {Map<unknown, Answer>} */
  const best = new Map();
  for (const answer of answers) {
    const last = best.get(answer.claim.page);
    if (!last || isBetter(answer, last)) best.set(answer.claim.page, answer);
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
