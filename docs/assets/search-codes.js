/* Teaches Material's header search what a code is. It reads the search's index as it goes to the search worker,
   tidies each query so that a sign or JSON punctuation isn't taken for an operator, and moves the pages whose
   address ends in a code of the query to the top of the results. Load it before Material's own script. */

(() => {
  "use strict";

  const SETUP = 0, QUERY = 2, RESULT = 3; // the types of Material's messages to and from its worker
  const LONGEST_QUERY = 1000;
  const PHRASES_LOOKED_AT = 2000; // results in which a typed message is searched as a whole

  /* Material opens its header search for any `?q=`. Where there is a lookup, `q` is meant for that. */
  const lookup = document.getElementById("lookup");
  const address = new URL(location.href);
  if (lookup && address.searchParams.has("q")) {
    lookup.dataset.q = address.searchParams.get("q");
    address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  }

  const pages = new Map(); // slug → the pages whose address ends in it
  const unsigned = new Map(); // the same without the minus sign
  const asked = []; // queries whose results are still to come
  const post = Worker.prototype.postMessage;

  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type === SETUP && Array.isArray(message.data?.docs)) {
      remember(message.data.docs);
      this.addEventListener("message", ({ data }) => {
        if (data?.type === RESULT && Array.isArray(data.data?.items)) promote(data.data.items, asked.shift());
      }, { capture: true }); // so that it runs before Material's listener
    } else if (message?.type === QUERY && typeof message.data === "string") {
      const query = read(message.data.slice(0, LONGEST_QUERY));
      asked.push(query);
      message = { ...message, data: query.text };
    }
    return post.call(this, message, ...rest);
  };

  function remember(docs) {
    for (const doc of docs) {
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
    const plain = typed.replace(/[\u2010-\u2015\u2212]/g, "-").replace(/[^\p{L}\p{N}_-]+/gu, " ").trim();
    const words = new Set(plain.toLowerCase().split(/[ _]/));
    const numbers = [...typed.matchAll(/(?<![\w.])[-−–]?\d+(?![\w.]*\w)/g)].map(([number]) => number.replace(/^[−–]/, "-"));
    const keyed = [...typed.matchAll(/code\W{1,6}?(-?\d+)/gi)].map(match => match[1]);
    const codes = keyed.some(isKnown) ? keyed : [...numbers, plain.toLowerCase().replace(/[^a-z0-9-]+/g, "-")];
    const first = new Set();
    for (const code of codes) for (const doc of byVenue(pages.get(code), words)) first.add(doc);
    for (const code of codes)
      for (const doc of byVenue(unsigned.get(code) ?? pages.get(code.replace(/^-/, "")), words)) first.add(doc);
    const isWords = first.size === 0 && !/[{}\[\]\\=:;*~^<>]|(^|\s)-\d/.test(typed);
    return { first: [...first], phrase: fold(typed), text: isWords ? typed : plain.replace(/(^|\s)-+|-+(?=\s|$)/g, " ") };
  }

  function isKnown(code) {
    return pages.has(code) || unsigned.has(code);
  }

  /* Pages of the venues that the query names come first: those of whose id most parts were typed. */
  function byVenue(docs = [], words) {
    const named = doc => doc.location.split("/").at(-3)?.split("-").filter(part => words.has(part)).length ?? 0;
    return [...docs].sort((a, b) => named(b) - named(a));
  }

  /* Reorders the results in place: the pages asked for by code, then those that hold the typed text as a whole. */
  function promote(items, query) {
    if (!query) return;
    const found = new Map(items.map(item => [item.find(part => !part.location.includes("#"))?.location, item]));
    const first = query.first.map(doc => found.get(doc.location) ?? [{ ...doc, score: 0, terms: {} }]);
    const chosen = new Set(first);
    if (query.phrase)
      for (const item of items.slice(0, PHRASES_LOOKED_AT))
        if (!chosen.has(item) && item.some(part => holds(part, query.phrase))) first.push(item), chosen.add(item);
    const best = items[0]?.[0].score ?? 0;
    first.forEach((item, index) => item[0].score = best + first.length - index); // Enter opens the highest score
    items.splice(0, items.length, ...first, ...items.filter(item => !chosen.has(item)));
  }

  function holds(part, phrase) {
    return fold(part.title).includes(phrase) || fold(part.text).includes(phrase);
  }

  /* Text or HTML of the index as lower-case words, each with a space on both sides. */
  function fold(text) {
    const words = text.replace(/<[^<>]*>/g, "").replace(/&(amp|lt|gt);/g, " ").toLowerCase().match(/[\p{L}\p{N}_]+/gu);
    return words ? ` ${words.join(" ")} ` : "";
  }
})();
