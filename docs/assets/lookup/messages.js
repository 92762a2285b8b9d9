/* Documented messages found in a text, by words and never by regular expressions from data: what stands for a
   placeholder may be anything, words may be mistyped, missing or put in, and what follows does no harm. */

import { add } from "./catalogue.js";

const ALIKE = 0.72; // of a template's mass that must be found
const FILLED_IN = 14; // words that may stand for a placeholder
const WIDEST = 160;
const REMEMBERED = 20000;

/** Every documented message in the text: { template, likeness, exact, from, to }, `from` and `to` counting words. */
export function messages(index, found) {
  const places = new Map(); // template → places where it may begin
  const meant = found.words.map(word => meanings(index, word));
  meant.forEach((options, place) => {
    for (const word of options)
      for (const template of index.anchors.get(word) ?? []) {
        const seen = places.get(template) ?? { words: new Set(), at: [] };
        seen.words.add(word);
        seen.at.push(place - template.words.indexOf(word));
        places.set(template, seen);
      }
  });
  const matches = [];
  for (const [template, { words, at }] of places) {
    if (words.size < Math.min(2, template.anchors.length)) continue;
    const slack = 3 + template.gaps.filter(Boolean).length * FILLED_IN;
    at.sort((a, b) => a - b);
    for (let next = 0; next < at.length; ) {
      const from = Math.max(0, at[next] - slack);
      let to = from;
      while (next < at.length && at[next] - slack <= to && to - from < WIDEST) to = at[next++] + template.words.length + slack;
      const match = align(template, meant, from, Math.min(to, meant.length));
      if (match) matches.push(match);
    }
  }
  return matches;
}

/** The best place of one template among the words `from` to `to`, or nothing when it isn't there. */
export function likeness(index, found, template, from, to) {
  const meant = [];
  for (let place = from; place < to; place++) meant[place] = meanings(index, found.words[place]);
  return align(template, meant, from, to);
}

/* What a word is or, where no message holds it, what it may have been meant to be. The first is the word itself. */
function meanings(index, word) {
  if (index.postings.has(word) || word.length < 4 || word.length > 24 || !/^\p{L}/u.test(word)) return [word];
  let options = index.mended.get(word);
  if (!options) {
    const errors = word.length > 7 ? 2 : 1;
    options = [word];
    for (let length = word.length - errors; length <= word.length + errors; length++)
      for (const other of index.lengths.get(word[0] + length) ?? []) if (within(word, other, errors)) options.push(other);
    if (index.mended.size > REMEMBERED) index.mended.clear();
    index.mended.set(word, options);
  }
  return options;
}

/* Whether so many letters put in, left out, changed or swapped make one word of the other. */
function within(a, b, errors) {
  if (a === b) return true;
  if (errors === 0) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  return within(x.slice(1), y.slice(1), errors - 1) || within(x, y.slice(1), errors - 1) || within(x.slice(1), y, errors - 1)
    || (x[0] === y[1] && x[1] === y[0] && x.length > 1 && within(x.slice(2), y.slice(2), errors - 1));
}

/* Aligns the words of a template, in order, with the words of the text. Each cell holds the best mass so far and where it began. */
function align(template, meant, from, to) {
  const { words, weights, gaps, mass } = template;
  const width = to - from + 1;
  const extra = 0.3 * mass / words.length; // what a word too many costs
  let above = new Float64Array(width), row = new Float64Array(width);
  let aboveStart = Int32Array.from({ length: width }, (_, j) => from + j), rowStart = new Int32Array(width);
  let best = 0, start = from, end = from;
  for (let i = 0; i < words.length; i++) {
    row[0] = above[0];
    rowStart[0] = aboveStart[0];
    for (let j = 1; j < width; j++) {
      row[j] = above[j];
      rowStart[j] = aboveStart[j];
      const inserted = row[j - 1] - (gaps[i + 1] ? 0 : extra);
      if (inserted > row[j]) row[j] = inserted, rowStart[j] = rowStart[j - 1];
      const same = resemblance(words[i], meant[from + j - 1]);
      if (same) {
        const matched = above[j - 1] + weights[i] * same;
        if (matched > row[j]) row[j] = matched, rowStart[j] = above[j - 1] > 0 ? aboveStart[j - 1] : from + j - 1;
      }
      if (row[j] > best + 1e-9) best = row[j], start = rowStart[j], end = from + j;
    }
    [above, row, aboveStart, rowStart] = [row, above, rowStart, aboveStart];
  }
  const likeness = best / mass;
  return likeness >= ALIKE ? { template, likeness, exact: likeness > 0.999, from: start, to: end } : undefined;
}

function resemblance(word, options) {
  if (options[0] === word) return 1;
  if (options.length > 1 && options.includes(word)) return 0.85;
  return /^\d/.test(word) && /^\d/.test(options[0]) ? 0.6 : 0;
}

/** Templates that hold all these words in this order, the last one perhaps only begun: what a reader has typed so far. */
export function begun(index, typed) {
  const last = typed.at(-1);
  const begins = new Map(); // template number → it holds the last word or one that begins with it
  for (const [word, numbers] of index.postings)
    if (word.startsWith(last) && (last.length > 2 || word === last)) for (const number of numbers) add(begins, number, word);
  const lists = typed.slice(0, -1).map(word => new Set(index.postings.get(word)));
  return [...begins.keys()]
    .filter(number => lists.every(list => list.has(number)))
    .map(number => index.templates[number])
    .filter(({ words }) => {
      let next = 0;
      for (const word of words) if (next < typed.length && (next < typed.length - 1 ? word === typed[next] : word.startsWith(last))) next++;
      return next === typed.length;
    });
}
