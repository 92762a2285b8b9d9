/* From pasted text to pages: codes, messages and clues are weighed against each other and put in order. No DOM here. */

import { form } from "./catalogue.js";
import { begun, messages } from "./messages.js";
import { clues, excerpt, fields, keys, numbers, plain, words } from "./text.js";

const PART = 4000; // characters read at a time
const OFTEN = 4; // times that the same code is looked at in one part
const OVERLAP = 500;
const NEAR = 400; // characters within which a clue or a message belongs to a code
const SHORT = 240; // characters of a text in which a code may be named in passing
const ENOUGH = 2; // of a code's score, to be shown

const PLACES = { bare: 4, key: 3, word: 2.5, signed: 1.5, said: 0, loose: 0, foreign: 0 };
const CLUES = { host: 4, header: 4, name: 3, path: 2.5 };

/**
 * The pages for a text, best first, and what else is to be said: { results, notes }. A note is on a code that is no
 * result: { code, pages, success }. Long texts are read in parts, with `await pause()` between them.
 */
export async function find(index, raw, pause = () => {}) {
  const best = new Map(), notes = new Map();
  const parts = raw.length > PART + OVERLAP ? Math.ceil(raw.length / PART) : 1;
  for (let part = 0; part < parts; part++) {
    if (part) await pause();
    const seen = read(index, parts > 1 ? `${raw}\n`.slice(part * PART, (part + 1) * PART + OVERLAP) : raw, parts === 1);
    for (const result of seen.results)
      if (!(best.get(result.page)?.score >= result.score)) best.set(result.page, { ...result, at: result.at + part * PART });
    for (const note of seen.notes) notes.set(note.code, note);
  }
  const results = [...best.values()].sort((a, b) => b.score - a.score || a.at - b.at);
  for (const { page } of results) notes.delete(page.code);
  return { results, notes: [...notes.values()] };
}

/* One part of a text, read. `isWhole` is whether it is all of it. */
function read(index, raw, isWhole) {
  const text = plain(raw), found = words(text);
  const scene = {
    index, text, found, isWhole,
    numbers: few(numbers(text, index.vocabulary)).filter(({ end }) => isWhole || end < text.length), // the last may go on
    fields: fields(text),
    keys: keys(text),
    clues: clues(index, text, found),
    matches: messages(index, found),
  };
  const named = new Set(scene.clues.flatMap(({ text, venue }) => words(`${text} ${venue?.name} ${venue?.id}`)).map(({ word }) => word));
  scene.unnamed = ({ word }) => !named.has(word);
  const isTyped = found.filter(scene.unnamed).every(({ word }) => /^\d/.test(word) || index.vocabulary.get("filler").has(word));
  if (isTyped) for (const number of scene.numbers) number.place = "bare";

  const coded = scene.numbers.flatMap(number => fromNumber(scene, number));
  let all = [...coded, ...fromMessages(scene, coded)];
  if (!all.length && isWhole) all = fromBeginning(scene);
  const best = new Map();
  for (const result of all.sort((a, b) => b.score - a.score)) {
    if (!best.has(result.page)) best.set(result.page, result);
    const { reasons } = best.get(result.page);
    reasons.push(...result.reasons.filter(({ kind }) => !reasons.some(reason => reason.kind === kind)));
  }
  all = [...best.values()];
  const errors = all.filter(({ entry }) => !entry.success);
  const isReply = isWhole && !errors.length && text.length < SHORT && !/"data"["\s:]*[{[]\s*["{\d]/.test(text);
  const results = isTyped || isReply ? all : errors; // a success among other things is no error
  const notes = scene.numbers
    .filter(({ place, taken, digits, signed }) => !taken && /key|word|bare/.test(place) && (digits.length > 3 || signed))
    .map(number => ({ code: written(number), pages: pagesOf(index, number).map(({ page }) => page) }));
  for (const { page } of all.filter(result => !results.includes(result))) notes.push({ code: page.code, pages: [page], success: true });
  return { results, notes };
}

/* ---- Codes ---- */

/* A text that repeats one code a hundred times says no more of it than one that has it a few times. */
function few(numbers) {
  const times = new Map();
  return numbers.filter(number => {
    const time = (times.get(written(number)) ?? 0) + 1;
    times.set(written(number), time);
    return time <= OFTEN;
  });
}

function fromNumber(scene, number) {
  if (number.place === "foreign" && number.digits.length !== 3) return []; // three digits may be a documented HTTP status
  number.field = fieldOf(scene, number);
  let good = pagesOf(scene.index, number)
    .map(candidate => judge(scene, number, candidate))
    .filter(({ score, message }) => score >= ENOUGH && (message || number.place !== "loose"));
  if (good.some(({ message }) => message))
    good = good.filter(({ message, page, near }) => message || near.score > 0 && page.code === written(number));
  number.taken = good.length > 0;
  return clued(good);
}

/* The results whose venue the text names; all, where it names none of them. */
function clued(results) {
  const named = results.filter(({ near }) => near.score > 0);
  return named.length ? named : results;
}

function written({ signed, digits }) {
  return (signed ? "-" : "") + digits;
}

/* The pages that a number may mean: as it stands, or with its minus sign lost, which has its cost. */
function pagesOf({ byCode, unsigned }, number) {
  const { digits, signed, place } = number;
  const pages = new Map();
  const propose = (list, cost) => list?.forEach(page => pages.has(page) || pages.set(page, cost));
  propose(byCode.get(written(number)), 0);
  if (!signed) propose(unsigned.get(digits), 0.5);
  else if (place === "word") propose(byCode.get(digits), 0.7); // Error-10017
  return [...pages].map(([page, cost]) => ({ page, cost }));
}

/* The message that belongs to a number: the nearest, best with no brace between. */
function fieldOf({ text, fields }, { at, end }) {
  let nearest, least = NEAR;
  for (const field of fields) {
    const between = field.at >= end ? text.slice(end, field.at) : text.slice(field.to, at);
    const distance = between.length + 300 * (between.match(/[{}]/g)?.length ?? 0);
    if (distance < least && !(field.from <= at && end <= field.to)) nearest = field, least = distance;
  }
  return nearest;
}

function judge(scene, number, { page, cost }) {
  const { text, matches } = scene, { place, digits, signed, field, at, end } = number;
  const isTelling = !cost && (signed || digits[0] === "0");
  const shape = shapeOf(scene, page.venue, number), near = cluesFor(scene, page.venue, at), isClued = near.score > 0;
  const reasons = [{ kind: "code", text: text.slice(at, end) }, ...shape.reasons, ...near.reasons];
  let score = PLACES[place] - cost + shape.score + near.score;
  if (digits.length < 4 && place !== "bare" && !isClued) score -= 2.5;
  if (isTelling) score += 1;
  if (place === "said" && isClued) score += text.length < SHORT ? 1.5 : -near.score;

  const [from, to] = field ? [field.from - 1, field.to + 1] : [at - NEAR, end + NEAR];
  const said = matches.filter(match => match.at >= from && match.end <= to).flatMap(match => match.template.uses.map(use => ({ ...match, ...use })));
  const [message] = said
    .filter(use => use.page === page && !use.isWord && (field || use.size > 1 || PLACES[place]))
    .sort((a, b) => b.likeness - a.likeness);
  if (message) {
    score += 3 + 2 * message.likeness + (message.template.text.startsWith(text.slice(message.at, message.end)) ? 0.2 : 0);
    reasons.push(reasonOf(scene, message));
  } else if (field) {
    const isItsVoice = isClued || shape.isOwn || said.some(use => use.exact && use.page.venue === page.venue);
    score -= isItsVoice || isTelling ? 1 : 3.5;
    if (near.reasons.some(({ sibling }) => sibling)) score -= 2.5; // the code of another API: its message tells more
    reasons.push({ kind: "differs", text: excerpt(text, field.from, field.to) });
  }
  const entry = message?.entry ?? page.entries.find(({ transport }) => transport === shape.transport) ?? page.entries[0];
  return { page, entry, said: message?.template.text, score, reasons, message, near, at };
}

/* How well the keys around a code fit a venue's replies. A key that few venues have says more. */
function shapeOf({ index, keys }, { replies }, { label, quoted, field }) {
  if (!label) return { score: 0, reasons: [] };
  const rarity = key => index.rarity.get(key) ?? 0;
  const roles = [label, field?.key];
  return replies.map(reply => {
    const fits = [...new Set([...roles, ...keys])].filter(key => reply.keys.includes(key));
    const misses = roles.filter(key => rarity(key) && !fits.includes(key));
    return {
      score: fits.reduce((sum, key) => sum + 0.3 + rarity(key), 0) - misses.length + (quoted === reply.string ? 0.4 : -0.3),
      isOwn: fits.some(key => rarity(key) > 0.5 && key !== field?.key),
      transport: reply.transport,
      reasons: fits.length ? [{ kind: "keys", text: fits.join(", ") }] : [],
    };
  }).sort((a, b) => b.score - a.score)[0];
}

/* What the text says of a venue near a place: above 0 when it is named, below when only another exchange is. */
function cluesFor({ clues }, venue, at) {
  let score = 0, other = 0;
  const reasons = [];
  for (const clue of clues) {
    const near = Math.abs(clue.at - at) < NEAR ? 1 : 0.6;
    if (clue.kind === "other") other = Math.max(other, 4 * near);
    if (clue.venue !== venue) continue;
    score = Math.max(score, CLUES[clue.kind] * near) + 0.2;
    if (!reasons.some(({ text }) => text === clue.text)) reasons.push(clue);
  }
  return { score: score > CLUES.name || !other ? score : -other, reasons }; // a path alone may be the other's
}

/* ---- Messages, names, and codes that are words ---- */

function reasonOf({ text }, { exact, observed, isWord, at, end }) {
  return { kind: isWord ? "word" : observed ? "observed" : "message", exact, text: excerpt(text, at, end) };
}

/* What no code explains. Where two overlap, the one that says more counts. */
function fromMessages(scene, coded) {
  const overlap = (a, b) => a.at < b.end && b.at < a.end;
  const explained = coded.map(({ message }) => message).filter(message => message && !message.observed);
  const taken = [];
  return scene.matches
    .filter(match => !explained.some(each => overlap(each, match)))
    .map(match => ({ ...match, results: standing(scene, match), worth: match.template.mass * match.likeness ** 3 * (match.exact ? 1.5 : 1) }))
    .filter(({ results }) => results.length)
    .sort((a, b) => b.worth - a.worth)
    .flatMap(match => {
      if (taken.some(each => overlap(each, match) && each.worth - match.worth > 0.05)) return [];
      taken.push(match);
      return match.results;
    });
}

/* The pages whose message a match may be, given how much it says and how it stands. */
function standing(scene, match) {
  const { index, text, fields, numbers, found, unnamed, isWhole } = scene, { template, likeness, exact, size, at, end } = match;
  const before = text.slice(0, at), after = text.slice(end), said = text.slice(at, end);
  const field = fields.find(({ from, to }) => at >= from - 1 && end <= to + 1);
  const number = numbers.find(number => number.digits.length > 3 && /key|word|signed/.test(number.place)
    && (field ? number.field === field : number.at > end - SHORT / 3 && at > number.at - SHORT / 3));
  const isUnknown = number && !number.taken;
  const isOpen = [template.gaps[0], template.gaps[size]];
  const isAround = (side, words) => words.filter(unnamed).length <= (isOpen[side] && !/["{=]/.test(text) ? Math.max(1, 12 * Math.min(1, template.mass)) : 1);
  const isAll = isWhole && !field && isAround(0, found.slice(0, match.from)) && isAround(1, found.slice(match.to));
  const isFramed = (isOpen[0] || /(?:^|[\n"'`>(\[|]|[-:>] )\s*$/.test(before.slice(-4)))
    && (isOpen[1] || /^[.!?]*\s*(?:$|[\n"'`<)\],;}|]|[.,;] )/.test(after.slice(0, 4)));
  const isUsual = index.vocabulary.get("common").has(template.words.join("-")) || /_/.test(said) && !/_/.test(template.text);
  return clued(template.uses.flatMap(use => {
    const { venue } = use.page, near = cluesFor(scene, venue, at), isClued = near.score > 0;
    const isItsKey = Boolean(field) && venue.replies.some(({ message }) => message === field.key);
    const isItsForm = isUnknown && isItsKey && venue.forms.has(form(written(number))) && shapeOf({ index, keys: [] }, venue, number).score > 0.5;
    let needed = (isItsKey ? 0.8 : field || !isFramed ? 2.3 : size > 2 ? 1.2 : 1.6) + 4 * (1 - likeness);
    if (isUnknown) needed = likeness < 0.9 ? Infinity : isItsForm || isClued ? 0.8 : 2.3;
    if (near.score < 0 || isUsual && !isClued) needed = Infinity;
    if (use.isWord) {
      const isNamed = said === template.text && (isClued || text.length < SHORT / 3 && !/[{=]/.test(text));
      needed = exact && (isAll || isNamed || /code\W{1,4}$/i.test(before)) ? 0 : Infinity;
    } else if (isAll && near.score >= 0) needed = 0;
    if (template.mass * likeness + (isClued ? 0.9 : 0) < needed) return [];
    const reasons = [reasonOf(scene, { ...match, ...use }), ...near.reasons];
    if (isUnknown) reasons.push({ kind: "elsewhere", text: written(number) });
    return [{ ...use, said: use.isWord ? undefined : template.text, at, near, score: 2 + 2 * likeness + near.score + isItsKey / 2, reasons }];
  }));
}

/* What a reader has begun to type. */
function fromBeginning({ index, found, text }) {
  const typed = found.map(({ word }) => word);
  if (!typed.length || typed.length > 6 || /\d/.test(typed) || typed.length < 2 && typed[0].length < 5) return [];
  const templates = begun(index, typed);
  return typed.length < 2 && templates.length > 12 ? [] : templates.flatMap(({ uses, words }) => uses.map(use => (
    { ...use, at: 0, score: typed.length / words.length, reasons: [{ kind: "begun", text: excerpt(text, 0, text.length) }] })));
}
