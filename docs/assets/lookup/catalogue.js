/* The lookup's index, opened: pages by code, messages as templates of words, and what gives a venue away. */

import { words } from "./text.js";

const ANCHORS = 3;

/** Opens what macros/lookup.py wrote. */
export function open(data) {
  const index = {
    ...data,
    pages: [],
    byCode: new Map(), // code → pages
    unsigned: new Map(), // code without its minus sign → pages
    unpadded: new Map(), // code without its leading zeros → pages
    names: new Map(), // documented name → places: { page, entry }
    templates: [],
    postings: new Map(), // word → numbers of the templates that hold it
    anchors: new Map(), // word → templates that are recognised by it
    firstWords: new Map(), // first word of a clue → clues
    lengths: new Map(), // first letter and length → words, for mending typing errors
    mended: new Map(), // word that is none → words that were meant
  };
  const texts = [];
  const byText = new Map();
  for (const venue of data.venues) {
    venue.page = new Map();
    for (const [code, ...rows] of venue.codes) {
      const page = { venue, code, slug: slug(code), entries: [] };
      for (const [meaning, transport, name, documented, ...own] of rows) {
        const [title, retry, outcome, success] = data.meanings[meaning];
        const entry = { title, retry, outcome, success: Boolean(success), transport, name: name || "", messages: [], templates: [] };
        own.forEach((each, position) => {
          const text = typeof each === "number" ? texts[each] : each;
          if (typeof each === "string") texts.push(text);
          const observed = position >= documented;
          if (!observed) entry.messages.push(text);
          entry.templates.push(use(index, byText, text, { page, entry, observed }));
        });
        if (name) add(index.names, name.toUpperCase(), { page, entry });
        page.entries.push(entry);
      }
      index.pages.push(page);
      venue.page.set(page.slug, page);
      add(index.byCode, code, page);
      if (/^-\d/.test(code)) add(index.unsigned, code.slice(1), page);
      if (/^0\d*[1-9]/.test(code)) add(index.unpadded, code.replace(/^0+/, ""), page);
      if (!/^-?\d+$/.test(code)) use(index, byText, code, { page, entry: page.entries[0], isCode: true });
    }
    for (const kind of ["hosts", "paths", "headers", "names"])
      for (const text of venue[kind]) clue(index, { kind: kind.slice(0, -1), text: text.toLowerCase(), venue });
    clue(index, { kind: "name", text: venue.id, venue });
  }
  for (const text of data.others) clue(index, { kind: "other", text });
  weigh(index);
  return index;
}

/** The last part of a page's address, as macros/addresses.py makes it. */
export function slug(code) {
  return code.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
}

export function add(map, key, value) {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function use(index, byText, text, place) {
  let template = byText.get(text);
  if (!template) {
    template = { text, words: [], gaps: [false], uses: [] }; // gaps[i]: anything may stand before word i
    text.split(/%[sdb]/).forEach((part, number) => {
      if (number) template.gaps[template.words.length] = true;
      for (const word of words(part).words) {
        template.words.push(word);
        template.gaps.push(false);
      }
    });
    byText.set(text, template);
    index.templates.push(template);
  }
  template.uses.push(place);
  return template;
}

function clue(index, clue) {
  const [first] = words(clue.text).words;
  add(index.firstWords, first, clue);
}

/* Rare words weigh up to 1 and common ones little; a template is looked for by its rarest. */
function weigh(index) {
  const { templates, postings } = index;
  templates.forEach((template, number) => {
    for (const word of new Set(template.words)) add(postings, word, number);
  });
  for (const word of postings.keys()) if (/^\p{L}{4,}/u.test(word)) add(index.lengths, word[0] + word.length, word);
  const scale = Math.log(templates.length + 1);
  const weight = word => Math.max(0.15, Math.log((templates.length + 1) / postings.get(word).length) / scale);
  for (const template of templates) {
    template.weights = template.words.map(weight);
    template.mass = template.weights.reduce((sum, each) => sum + each, 0);
    template.anchors = [...new Set(template.words)]
      .sort((a, b) => postings.get(a).length - postings.get(b).length)
      .slice(0, ANCHORS);
    for (const anchor of template.anchors) add(index.anchors, anchor, template);
  }
}
