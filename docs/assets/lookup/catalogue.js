/* The lookup's index, opened: pages by code, messages as templates of words, and what gives a venue away. */

import { words } from "./text.js";

/** Opens what macros/programs/lookup.py wrote. */
export function open(data) {
  const { venues, meanings, vocabulary } = data;
  const index = {
    ...data,
    pages: [],
    byCode: new Map(), // code → pages
    unsigned: new Map(), // code without its minus sign → pages
    templates: new Map(), // text → template
    postings: new Map(), // word → templates that hold it
    anchors: new Map(), // word → templates that are recognised by it
    clues: new Map(), // first word → clues: { kind, text, venue }
    spelling: new Map(), // first letter and length → words
    meant: new Map(), // mistyped word → words
    rarity: new Map(), // key of a reply → 1 where one venue has it, towards 0 where all have
    vocabulary: new Map(Object.entries(vocabulary).map(([name, list]) => [name, new Set(list.split(" "))])),
  };
  const texts = [];
  const clue = clue => add(index.clues, words(clue.text)[0].word, clue);
  const use = (text, place) => {
    if (!index.templates.has(text)) index.templates.set(text, template(text));
    index.templates.get(text).uses.push(place);
  };
  for (const venue of venues) {
    venue.forms = new Set();
    for (const key of new Set(venue.replies.flatMap(({ keys }) => keys)))
      index.rarity.set(key, (index.rarity.get(key) ?? 1 + 1 / venues.length) - 1 / venues.length);
    for (const [code, ...rows] of venue.codes) {
      const page = { venue, code, slug: code.toLowerCase().replace(/[^a-z0-9-]+/g, "-"), entries: [] }; // as in macros/catalogue/addresses.py
      for (const [meaning, transport, name, documented, ...own] of rows) {
        const [title, retry, outcome, success] = meanings[meaning];
        const entry = { title, retry, outcome, success, transport };
        entry.texts = own.map(text => typeof text === "number" ? texts[text] : texts[texts.push(text) - 1]);
        entry.texts.forEach((text, number) => use(text, { page, entry, observed: number >= documented }));
        if (name) use(name, { page, entry, isWord: true });
        page.entries.push(entry);
      }
      index.pages.push(page);
      venue.forms.add(form(code));
      add(index.byCode, code, page);
      if (/^-\d/.test(code)) add(index.unsigned, code.slice(1), page);
      if (!/^-?\d+$/.test(code)) use(code, { page, entry: page.entries[0], isWord: true });
    }
    for (const kind of ["host", "path", "header", "name"])
      for (const text of venue[`${kind}s`]) clue({ kind, text: text.toLowerCase(), venue });
    clue({ kind: "name", text: venue.id, venue });
  }
  for (const text of data.others) clue({ kind: "other", text });
  weigh(index);
  return index;
}

function add(map, key, value) {
  if (!map.get(key)?.push(value)) map.set(key, [value]);
}

/** How a code looks: its digits as their number. A venue has few forms. */
export function form(code) {
  return code.replace(/\d+/, ({ length }) => length);
}

/* `gaps[i]` is whether anything may stand before word i; the last is for what follows. */
function template(text) {
  const template = { text, words: [], gaps: [], uses: [] };
  text.split(/%[sdb]/).forEach((part, number) => {
    if (number) template.gaps[template.words.length] = true;
    template.words.push(...words(part).map(({ word }) => word));
  });
  return template;
}

/* Rare words weigh up to 1 and common ones little; a template is looked for by its three rarest. */
function weigh({ templates, postings, spelling, anchors }) {
  for (const template of templates.values()) for (const word of new Set(template.words)) add(postings, word, template);
  for (const word of postings.keys()) if (/^\p{L}{4}/u.test(word)) add(spelling, word[0] + word.length, word);
  const most = Math.log(templates.size + 1);
  for (const template of templates.values()) {
    template.anchors = [...new Set(template.words)].sort((a, b) => postings.get(a).length - postings.get(b).length).slice(0, 3);
    for (const word of template.anchors) add(anchors, word, template);
    template.weights = template.words.map(word => Math.max(0.15, 1 - Math.log(postings.get(word).length) / most));
    template.mass = template.weights.reduce((sum, weight) => sum + weight, 0);
  }
}
