/* Documented messages found in a text, by words and never by regular expressions from data: anything may stand for a
   placeholder, words may be mistyped, missing or put in, and what follows does no harm. */

const ALIKE = 0.72; // of a template's mass that must be there
const FILLED_IN = 14; // words that may stand for a placeholder
const WIDEST = 160; // words looked at together

/** Every documented message among the words: { template, size, likeness, exact, from, to, at, end }, `from` and `to` counting words. */
export function messages(index, found) {
  const meant = found.map(({ word }) => meanings(index, word));
  const all = new Set(meant.flat());
  const places = new Map(); // template → places where it may begin
  meant.forEach((options, place) => {
    for (const word of options)
      for (const template of index.anchors.get(word) ?? []) {
        if (!places.has(template)) places.set(template, []);
        places.get(template).push(place - template.words.indexOf(word));
      }
  });
  const matches = [];
  for (const [template, at] of places) {
    if (template.anchors.filter(word => all.has(word)).length < Math.min(2, template.anchors.length)) continue;
    const slack = 3 + template.gaps.filter(Boolean).length * FILLED_IN;
    at.sort((a, b) => a - b);
    for (let next = 0; next < at.length; ) {
      const from = Math.max(0, at[next] - slack);
      let to = from;
      while (next < at.length && at[next] - slack <= to && to - from < WIDEST) to = at[next++] + template.words.length + slack;
      const match = align(template, meant, from, to);
      if (match.likeness >= ALIKE) matches.push({ ...match, at: found[match.from].at, end: found[match.to - 1].end });
    }
  }
  return matches;
}

function meanings({ postings, spelling, meant }, word) {
  if (word.length < 4 || word.length > 24) return [word];
  if (!meant.has(word)) {
    const errors = word.length > 7 && !postings.has(word) ? 2 : 1;
    const options = [word];
    for (let length = word.length - errors; length <= word.length + errors; length++)
      options.push(...(spelling.get(word[0] + length) ?? []).filter(other => other !== word && within(word, other, errors)));
    if (meant.size > 20000) meant.clear();
    meant.set(word, options);
  }
  return meant.get(word);
}

/* Whether so many letters put in, left out, changed or swapped make one word of the other. */
function within(a, b, errors) {
  if (a === b) return true;
  if (!errors) return false;
  let i = 0;
  while (a[i] === b[i]) i++;
  const [x, y] = [a.slice(i + 1), b.slice(i + 1)];
  return within(x, y, errors - 1) || within(a.slice(i), y, errors - 1) || within(x, b.slice(i), errors - 1)
    || a[i] === y[0] && x[0] === b[i] && within(x.slice(1), y.slice(1), errors - 1);
}

/* Aligns the words of a template, in order, with the words of the text from one place to another. */
function align(template, meant, from, to) {
  const { words, weights, gaps, mass } = template, size = words.length;
  const width = Math.min(to, meant.length) - from + 1;
  const extra = 0.3 * mass / size; // what a word too many costs
  let best = 0, start = from, end = from;
  let above = new Float64Array(width), row = new Float64Array(width); // the mass found so far, by the last word used
  let began = Int32Array.from(row, (_, j) => from + j), begins = new Int32Array(width); // and where that began
  for (let i = 0; i < size; i++) {
    begins[0] = from;
    for (let j = 1; j < width; j++) {
      row[j] = above[j];
      begins[j] = began[j];
      const inserted = row[j - 1] - (gaps[i + 1] ? 0 : extra);
      if (inserted > row[j]) row[j] = inserted, begins[j] = begins[j - 1];
      const matched = above[j - 1] + weights[i] * resemblance(words[i], meant[from + j - 1]);
      if (matched > above[j - 1] && matched > row[j]) row[j] = matched, begins[j] = above[j - 1] ? began[j - 1] : from + j - 1;
      if (row[j] > best + 1e-9) best = row[j], start = begins[j], end = from + j;
    }
    [above, row, began, begins] = [row, above, begins, began];
  }
  const likeness = best / mass;
  return { template, size, likeness, exact: likeness > 0.999, from: start, to: end };
}

function resemblance(word, options) {
  return word === options[0] ? 1 : options.length > 1 && options.includes(word) ? 0.85 : 0;
}

/** Templates that hold all these words in this order, the last one perhaps only begun: what a reader is typing. */
export function begun({ templates, postings }, typed) {
  const last = typed.length - 1;
  return (last ? postings.get(typed[0]) ?? [] : [...templates.values()]).filter(({ words }) => {
    let next = 0;
    for (const word of words) if (next < last ? word === typed[next] : next === last && word.startsWith(typed[last])) next++;
    return next > last;
  });
}
