/* Teaches Material's header search what a code is. It reads the search's index as it goes to the search worker,
   tidies each query so that a sign or JSON punctuation isn't taken for an operator, and moves the pages whose
   address ends in a code of the query to the top of the results. Load it before Material's own script. */

(() => {
  "use strict";

  const SETUP = 0, QUERY = 2, RESULT = 3; // the types of Material's messages to and from its worker
  const LONGEST_QUERY = 1000;
  const PHRASES_LOOKED_AT = 2000; // results in which a typed message is searched as a whole
  const MOST_WORDS = 60; // of a query, in which codes that are words are searched

  /* Material takes every alternate for a translation of the site and requests the sitemap beside it. It looks once, for a
     `rel` that is just this word; so another word stands there until it has looked. */
  const alternates = [...document.querySelectorAll("link[rel=alternate]")];
  for (const { relList } of alternates) relList.add("data");
  addEventListener("load", () => { for (const { relList } of alternates) relList.remove("data"); });

  /* Material opens its header search for any `?q=`. Where there is a lookup, `q` is meant for that. */
  const lookup = document.getElementById("lookup");
  const address = new URL(location.href);
  if (lookup && address.searchParams.has("q")) {
    lookup.dataset.q = address.searchParams.get("q");
    address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  }

  const texts = new Map(); // location → title and text
  const pages = new Map(); // slug → the pages whose address ends in it
  const unsigned = new Map(); // the same without the minus sign
  const asked = []; // queries whose results are still to come

  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => { // the first listener, so it runs before Material's
        if (data?.type === RESULT && Array.isArray(data.data?.items)) promote(data.data.items, asked.shift());
      });
    }

    postMessage(message, ...rest) {
      if (message?.type === SETUP && Array.isArray(message.data?.docs)) {
        remember(message.data.docs);
      } else if (message?.type === QUERY && typeof message.data === "string") {
        const query = read(message.data.slice(0, LONGEST_QUERY));
        asked.push(query);
        message = { ...message, data: query.text };
      }
      super.postMessage(message, ...rest);
    }
  };

  function remember(docs) {
    for (const doc of docs) {
      texts.set(doc.location, { title: doc.title, text: doc.text });
      const slug = doc.location.split("/").at(-2);
      if (!slug || doc.location.includes("#")) continue;
      add(pages, slug, doc);
      if (/^-\d/.test(slug)) add(unsigned, slug.slice(1), doc);
    }
  }

  function add(map, key, value) {
    map.get(key)?.push(value) ?? map.set(key, [value]);
  }

  /* What is asked for: the pages that must come first, and the text for the worker. */
  function read(typed) {
    const text = typed.replace(/[\u2010-\u2015\u2212]/g, "-");
    const plain = text.replace(/[^\p{L}\p{N}_-]+/gu, " ").trim();
    const keyed = [...text.matchAll(/code\W{1,6}?(-?\d+)/gi)].map(match => match[1]).filter(isKnown);
    const free = [...text.matchAll(/(?<![\w.])-?\d+(?![\w.]*\w)/g)].map(match => match[0]).filter(isKnown);
    const first = pages.get(slugOf(plain)) ?? [...worded(plain), ...(keyed.length ? keyed : free).flatMap(ofNumber)];
    const isWords = first.length === 0 && !/[{}\[\]\\=:;*~^<>]|(^|\s)-\d/.test(text);
    return {
      first: byVenue([...new Set(first)], new Set(plain.toLowerCase().split(/[ _-]/))),
      phrase: fold(text),
      typed: text.trim().replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"), // as the index holds it
      text: isWords ? typed : plain.replace(/(^|\s)-+|-+(?=\s|$)/g, " "),
    };
  }

  function slugOf(text) {
    return text.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  }

  function isKnown(number) {
    return pages.has(number) || unsigned.has(number) || pages.has(number.replace(/^-/, ""));
  }

  function ofNumber(number) {
    return [pages, unsigned].flatMap(map => map.get(number) ?? []).concat(pages.get(number.replace(/^-/, "")) ?? []);
  }

  /* Pages of codes that are words, such as HTTP ERROR CODE 403, named within a longer text. */
  function worded(plain) {
    const words = plain.split(" ").slice(0, MOST_WORDS);
    const found = [];
    for (let start = 0; start < words.length; start++)
      for (let end = start + 2; end <= Math.min(words.length, start + 6); end++) {
        const slug = slugOf(words.slice(start, end).join(" "));
        found.push(...(pages.get(slug) ?? []).filter(doc => slugOf(doc.title).startsWith(`${slug}-`)));
      }
    return found;
  }

  /* Pages of the venues that the query names come first: those of whose id most parts were typed. */
  function byVenue(docs, words) {
    const named = doc => doc.location.split("/").at(-3)?.split("-").filter(part => words.has(part)).length ?? 0;
    return docs.sort((a, b) => named(b) - named(a));
  }

  /* Reorders the results in place: the pages asked for by code, then those that hold the typed text as a whole. */
  function promote(items, query) {
    if (!query) return;
    const found = new Map(items.map(item => [item.find(part => !part.location.includes("#"))?.location, item]));
    const first = query.first.map(doc => found.get(doc.location) ?? [{ ...doc, score: 0, terms: {} }]);
    const chosen = new Set(first);
    const likeness = new Map(query.phrase ? items.slice(0, PHRASES_LOOKED_AT).map(item => [item, like(item, query)]) : []);
    for (const grade of [3, 2, 1])
      for (const [item, its] of likeness) if (its === grade && !chosen.has(item)) first.push(item), chosen.add(item);
    const best = items[0]?.[0].score ?? 0;
    first.forEach((item, index) => item[0].score = best + first.length - index); // Enter opens the highest score
    items.splice(0, items.length, ...first, ...items.filter(item => !chosen.has(item)));
  }

  /* 3: a paragraph or message is the typed text, 2: but for case and punctuation, 1: it contains it, 0: it doesn't. */
  function like(item, { phrase, typed }) {
    let grade = 0;
    for (const { location } of item) {
      const doc = texts.get(location);
      if (!doc) continue;
      doc.parts ??= `${doc.title}<br>${doc.text}`.split(/<[^<>]*>/).map(part => part.trim()).filter(Boolean);
      doc.words ??= doc.parts.map(fold);
      if (doc.parts.includes(typed)) return 3;
      grade = Math.max(grade, doc.words.includes(phrase) ? 2 : doc.words.join("").includes(phrase) ? 1 : 0);
    }
    return grade;
  }

  /* Lower-case words, each with a space on both sides. */
  function fold(text) {
    const words = text.replace(/&(amp|lt|gt);/g, " ").toLowerCase().match(/[\p{L}\p{N}_]+/gu);
    return words ? ` ${words.join(" ")} ` : "";
  }
})();
