/* From pasted text to pages: codes, messages and clues are found, weighed against each other and put in order. No DOM here. */

import { add } from "./catalogue.js";
import { clues as findClues } from "./clues.js";
import { fields as findFields, keys as findKeys, numbers as findNumbers } from "./codes.js";
import { begun, likeness, messages as findMessages } from "./messages.js";
import { excerpt, plain, words } from "./text.js";

const PART = 6000; // characters read at a time
const OVERLAP = 500;
const NEAR = 400; // characters within which a clue or a message belongs to a code
const ENOUGH = 2; // of a code's score, to be shown

const PLACES = { key: 3, word: 2.5, bare: 4, lead: 1.5, signed: 1.5, loose: 0 };
const CLUES = { host: 4, header: 4, path: 2.5, name: 3 };
const FILLER = new Set(("a an and any api are at be can code codes do does error errors err for from get getting got happens help how i in is it " +
  "mean meaning means msg my not of on or please exchange response return returned returns spot futures the this to v1 was what when why with " +
  "错误 代码 错误码 错误代码 什么 什么意思 是什么 是什么意思 意思 请问 报错 怎么 怎么办 怎么回事 返回 提示 是").split(" "));
const HTTP_PHRASE = /^(?:bad request|exception|forbidden|internal (?:server|system) error|invalid request|method not allowed|not found|ok|request timed out|service unavailable|success|system error|too many requests|unauthorized|unsupported media type)\W*$/i;

/** The results for a text, best first, with what else is to be said: { results, unknown, successes }. Long texts are read in parts, with a pause after each. */
export async function find(index, raw, pause = () => {}) {
  const best = new Map(), unknown = new Map(), successes = new Map();
  const step = raw.length > PART + OVERLAP ? PART : Infinity;
  for (let start = 0, number = 0; start < raw.length; start += step, number++) {
    if (number) await pause(start / raw.length);
    const seen = read(index, raw.slice(start, start + Math.min(step + OVERLAP, raw.length)), step === Infinity);
    for (const result of seen.results) {
      const known = best.get(result.page);
      result.order = number;
      if (!known || known.score < result.score) best.set(result.page, result);
    }
    for (const each of seen.unknown) unknown.set(each.code, each);
    for (const page of seen.successes) successes.set(page, page);
  }
  const results = [...best.values()].sort((a, b) => b.score - a.score || a.order - b.order || a.at - b.at);
  for (const { code } of unknown.values()) if (results.some(({ page }) => page.code === code)) unknown.delete(code);
  return { results, unknown: [...unknown.values()], successes: results.length ? [] : [...successes.values()] };
}

/** One part of a text, read. */
export function read(index, raw, isWhole = true) {
  const text = plain(raw);
  const found = words(text);
  const scene = { index, text, found, isWhole, clues: findClues(index, text, found), fields: findFields(text), keys: findKeys(text) };
  scene.numbers = findNumbers(text);
  scene.matches = findMessages(index, found).map(match => ({ ...match, at: found.starts[match.from], end: found.ends[match.to - 1] }));
  const rest = remainder(scene);
  for (const number of scene.numbers) if (rest.length === 0 && (number.place !== "foreign")) number.place = "bare";
  const coded = scene.numbers.flatMap(number => fromNumber(scene, number));
  const results = [...coded, ...fromNames(scene, rest), ...fromMessages(scene, coded, rest)];
  if (!results.length && isWhole) results.push(...fromBeginnings(scene));
  return settle(scene, results);
}

/* The words that are neither numbers, clues nor small talk: none are left when only a code was typed. */
function remainder({ found, clues, index }) {
  const said = new Set(FILLER);
  for (const { text, venue } of clues) for (const word of words(`${text} ${venue ? `${venue.name} ${venue.id}` : ""}`).words) said.add(word);
  return found.words.filter(word => !said.has(word) && !/^\d+$/.test(word));
}

/* ---- Codes ---- */

function fromNumber(scene, number) {
  const { index } = scene;
  if (number.place === "foreign") return [];
  const candidates = pagesOf(index, number);
  const field = fieldOf(scene, number);
  const judged = candidates.map(candidate => judge(scene, number, field, candidate));
  number.field = field;
  number.known = judged.some(({ score }) => score >= ENOUGH);
  let good = judged.filter(({ score, message }) => score >= ENOUGH && (number.place !== "loose" || message));
  if (good.some(({ message }) => message)) good = good.filter(({ message, page }) => message || page.code === written(number) && scene.clues.some(({ venue }) => venue === page.venue));
  const named = good.filter(({ clued }) => clued);
  number.taken = good.length > 0;
  return named.length ? named : good;
}

function written({ signed, digits }) {
  return (signed ? "-" : "") + digits;
}

/* The pages that a number may mean: as it is written, with its minus sign lost, with its leading zeros lost. */
function pagesOf(index, { digits, signed, place }) {
  const pages = new Map();
  const propose = (list, cost) => list?.forEach(page => pages.has(page) || pages.set(page, cost));
  propose(index.byCode.get((signed ? "-" : "") + digits), 0);
  if (signed) propose(place === "word" && index.byCode.get(digits) || [], 0.7);
  else propose(index.unsigned.get(digits), 0.5);
  if (place === "key") propose(index.unpadded.get(digits), 1.5);
  return [...pages].map(([page, cost]) => ({ page, cost }));
}

/* The text of the message key that belongs to a number: the nearest one, with no brace between. */
function fieldOf({ text, fields }, number) {
  let nearest, least = NEAR;
  for (const field of fields) {
    if (field.from <= number.at && number.end <= field.to) continue;
    const between = field.at > number.end ? text.slice(number.end, field.at) : text.slice(field.to, number.at);
    const distance = between.length + 300 * (between.match(/[{}]/g)?.length ?? 0);
    if (distance < least) nearest = field, least = distance;
  }
  return nearest;
}

function judge(scene, number, field, { page, cost }) {
  const { index, text, keys } = scene;
  const reasons = [{ kind: "code", text: text.slice(number.at, number.end), written: written(number), label: number.label }];
  let score = PLACES[number.place] - cost;
  if (number.digits.length < 4 && number.place !== "bare") score -= 2.5;
  if (number.signed && page.code[0] === "-") score += number.place === "signed" && !mentionsError(text, number) ? 0 : 1;
  const shape = shapeOf(scene, page.venue, number, field);
  score += shape.score;
  if (shape.keys.length) reasons.push({ kind: "keys", keys: shape.keys, quoted: number.quoted });
  const near = cluesFor(scene, page.venue, number.at);
  score += near.score;
  reasons.push(...near.reasons);
  const message = agreement(scene, number, field, page);
  if (message) {
    score += 3 + 2 * message.likeness;
    reasons.push({ kind: "message", exact: message.exact, observed: message.observed, text: message.text });
  } else if (field) {
    const sure = near.score > 0 || shape.unique;
    score -= sure ? 0.5 : page.code[0] === "-" && number.signed ? 2 : 3;
    reasons.push({ kind: "differs", text: excerpt(text, field.from, field.to) });
  }
  const entry = message?.entry ?? page.entries.find(entry => entry.transport === shape.transport) ?? page.entries[0];
  return { page, entry, score, reasons, message, clued: near.score > 0, at: number.at, number };
}

function mentionsError({ length }, { at }) {
  return length < 120 || at < 0;
}

/* How well the keys around a code fit the venue's replies. */
function shapeOf({ index, keys }, venue, number, field) {
  const nothing = { score: 0, keys: [], unique: false };
  if (!number.label) return nothing;
  let best = { ...nothing, score: -Infinity };
  for (const reply of venue.replies) {
    const fits = [];
    let score = 0, unique = false;
    if (number.label === reply.code) {
      score += 0.3 + rarity(index, reply.code), fits.push(reply.code);
      unique ||= rarity(index, reply.code) >= 0.5;
    } else if (/^[a-z]+(?:[_A-Z]|$)/.test(number.label)) score -= isKey(index, number.label) ? 1 : 0.3;
    if (field && reply.message) {
      if (field.key === reply.message) score += 0.5 + rarity(index, reply.message), fits.push(reply.message);
      else if (isKey(index, field.key)) score -= 1;
    }
    if (number.quoted !== undefined) score += number.quoted === reply.string ? 0.4 : -0.3;
    for (const key of reply.keys)
      if (key !== reply.code && key !== reply.message && keys.has(key) && rarity(index, key) >= 0.4) score += 0.8, fits.push(key), unique = true;
    if (score > best.score) best = { score, keys: fits, unique, transport: reply.transport };
  }
  return best;
}

/* 1 for a key that only one venue's replies have, towards 0 for one that all have. */
function rarity(index, key) {
  index.rarities ??= new Map();
  if (!index.rarities.has(key)) {
    const having = index.venues.filter(({ replies }) => replies.some(({ keys, code, message }) => key === code || key === message || keys.includes(key)));
    index.rarities.set(key, having.length ? (1 - (having.length - 1) / index.venues.length) ** 2 : 0);
  }
  return index.rarities.get(key);
}

function isKey(index, key) {
  return rarity(index, key) > 0;
}

/* What the text says of a venue near a place, or of another exchange. */
function cluesFor({ clues }, venue, at) {
  let score = 0, other = 0;
  const reasons = [];
  for (const clue of clues) {
    const near = Math.abs(clue.at - at) < NEAR ? 1 : 0.6;
    if (clue.kind === "other") other = Math.max(other, near * 4);
    else if (clue.venue === venue) {
      const worth = CLUES[clue.kind] * near;
      if (!reasons.some(({ text }) => text === clue.text)) reasons.push({ kind: "clue", clue: clue.kind, text: clue.text, sibling: clue.sibling });
      score = Math.max(score, worth) + 0.2;
    }
  }
  return score || !other ? { score, reasons } : { score: -other, reasons: [{ kind: "other" }] };
}

/* The documented message of a page that stands with a code: in its message key, else anywhere near. */
function agreement({ index, text, found }, number, field, page) {
  const [from, to] = field ? [field.from, field.to] : [number.at - NEAR, number.end + NEAR];
  const first = found.starts.findIndex(start => start >= from);
  let last = found.starts.findIndex(start => start >= to);
  if (last < 0) last = found.starts.length;
  if (first < 0 || first >= last) return undefined;
  let best;
  for (const entry of page.entries)
    for (const template of entry.templates) {
      const match = likeness(index, found, template, first, Math.min(last, first + 200));
      if (match && !(best && best.likeness >= match.likeness) && (field || match.template.words.length > 1 || number.place !== "loose")) {
        const at = found.starts[match.from], end = found.ends[match.to - 1];
        best = { ...match, entry, at, end, text: excerpt(text, at, end), observed: template.uses.some(use => use.entry === entry && use.observed) };
      }
    }
  return best;
}

/* ---- Names and messages ---- */

function fromNames(scene, rest) {
  const { index, text, clues } = scene;
  const results = [];
  for (const match of text.matchAll(/(?<![\w-])[A-Za-z]\w{2,60}(?![\w-])/g)) {
    const [name] = match;
    const alone = rest.length > 0 && words(name).words.length >= rest.length;
    if (!alone && !name.includes("_")) continue;
    for (const { page, entry } of index.names.get(name.toUpperCase()) ?? []) {
      const near = cluesFor(scene, page.venue, match.index);
      if (alone || near.score > 0 || near.score === 0 && text.length < 60)
        results.push({ page, entry, score: 3 + near.score, reasons: [{ kind: "name", text: name }, ...near.reasons], at: match.index });
    }
  }
  return results;
}

function fromMessages(scene, coded, rest) {
  const { index, text, found, matches, numbers, fields, clues } = scene;
  const explained = coded.filter(({ message }) => message).map(({ message }) => message);
  const open = matches
    .filter(match => !explained.some(({ at, end }) => match.at < end && at < match.end))
    .map(match => ({ ...match, worth: match.template.mass * match.likeness ** 3, ...standing(scene, match, rest) }))
    .filter(match => match.uses.length)
    .sort((a, b) => b.worth - a.worth);
  const results = [], taken = [];
  for (const match of open) {
    const rival = taken.find(({ at, end }) => match.at < end && at < match.end);
    if (rival && rival.worth - match.worth > 0.05) continue;
    if (!rival) taken.push(match);
    for (const { page, entry, observed, near } of match.uses)
      results.push({
        page, entry, at: match.at, score: match.score + near.score,
        reasons: [{ kind: "message", exact: match.exact, observed, text: excerpt(text, match.at, match.end) }, ...near.reasons,
          ...(match.unknown ? [{ kind: "elsewhere", text: match.unknown }] : [])],
      });
  }
  return results;
}

/* Whether a message alone is enough, from how much it says and how it stands; and whose message it may be. */
function standing({ index, text, found, fields, numbers, clues, isWhole }, match, rest) {
  const { template, likeness, at, end } = match;
  const field = fields.find(({ from, to }) => at >= from - 1 && end <= to + 1);
  const inField = field && text.slice(field.from, at).trim().length < 3;
  const literal = template.mass * likeness;
  const length = template.words.length;
  const counted = found.words.filter(word => !/^\d+$/.test(word)).length;
  const whole = isWhole && rest.length > 0 && (match.to - match.from >= found.words.length - 1 || found.starts[match.from] <= 2 && counted <= length + 2 && match.exact);
  const framed = /(?:^|[\n:"'`>(\[|-]\s*)$/.test(text.slice(Math.max(0, at - 4), at)) && /^[.!?]?\s*(?:$|[\n"'`<)\],;}|]|[.,;] )/.test(text.slice(end, end + 4));
  const number = numbers.filter(({ place, field: its }) => (place === "key" || place === "word" || place === "lead") && (its ? its === field : Math.abs(at - 0) >= 0))
    .find(({ at: code, end: after, field: its }) => its === field && field || !field && (Math.abs(code - end) < 80 || Math.abs(at - after) < 40));
  const unknown = number && number.digits.length > 3 && !number.taken ? written(number) : undefined;
  const uses = [];
  for (const use of template.uses) {
    const near = cluesFor({ clues }, use.page.venue, at);
    const shape = field && number ? shapeOf({ index, keys: new Map() }, use.page.venue, number, field).score : field && use.page.venue.replies.some(({ message }) => message === field.key) ? 0.5 : 0;
    const says = literal + (near.score > 0 ? 0.9 : 0);
    let enough = whole ? 0 : inField ? 0.8 : framed ? length > 2 ? 1.2 : 1.6 : 2.4;
    if (HTTP_PHRASE.test(template.text) && !whole) enough = 1.8;
    if (!template.exact && likeness < 0.85) enough += 0.5;
    if (unknown) enough = shape > 0.8 || near.score > 0 ? 1.2 : 2.3;
    if (use.isCode) enough = match.exact && (whole || near.score > 0 || /^http error/i.test(template.text)) ? 0 : Infinity;
    if (near.score < 0) enough = whole ? 0 : Infinity;
    if (says >= enough) uses.push({ ...use, near: { score: Math.max(0, near.score) + shape, reasons: near.reasons, clued: near.score > 0 } });
  }
  const clued = uses.filter(({ near }) => near.clued);
  return { uses: clued.length ? clued : uses, unknown, score: 1 + 2 * likeness + Math.min(1, literal / 4) };
}

function fromBeginnings({ index, found, text }) {
  const typed = found.words;
  if (!typed.length || typed.length > 6 || typed.some(word => /^\d/.test(word)) || typed.length === 1 && typed[0].length < 5) return [];
  const templates = begun(index, typed);
  if (typed.length === 1 && templates.length > 12) return [];
  return templates.flatMap(template => template.uses.map(({ page, entry, observed }) => (
    { page, entry, at: 0, score: typed.length / template.words.length, reasons: [{ kind: "words", observed, text: excerpt(text, 0, text.length) }] })));
}

/* ---- All together ---- */

function settle(scene, results) {
  const byPage = new Map();
  for (const result of results) {
    const known = byPage.get(result.page);
    if (!known) byPage.set(result.page, result);
    else {
      const [better, other] = known.score >= result.score ? [known, result] : [result, known];
      for (const reason of other.reasons) if (!better.reasons.some(({ kind }) => kind === reason.kind)) better.reasons.push(reason);
      byPage.set(result.page, better);
    }
  }
  const kept = [...byPage.values()];
  const unknown = scene.numbers
    .filter(({ place, taken, digits, signed }) => !taken && (place === "key" || place === "word" || place === "bare") && (digits.length > 3 || signed))
    .map(number => ({ code: written(number), documented: pagesOf(scene.index, number).map(({ page }) => page) }));
  const errors = kept.filter(({ entry }) => !entry.success);
  const isReply = scene.isWhole && scene.text.length < 300 && !/"data"["\s:]*[{[]\s*["{\d]/.test(scene.text);
  const shown = errors.length || !isReply ? errors : kept;
  return { results: shown, unknown, successes: kept.filter(({ entry }) => entry.success).map(({ page }) => page) };
}
