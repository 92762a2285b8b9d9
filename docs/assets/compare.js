// Compares the venues that are ticked, condition by condition. The choice is kept in the address; what a venue has is
// loaded once, when it is ticked.

const MOST_VENUES = 6;
const MOST_WORDINGS = 6;

const form = document.querySelector("[data-compare]");
const status = form.querySelector("[role=status]");
const boxes = [...form.querySelectorAll("[name=venues]")];
const compared = document.querySelector(".vec-compared");
const outcomes = JSON.parse(compared.dataset.outcomes);
const retries = JSON.parse(compared.dataset.retries);
const items = [...compared.querySelectorAll("section > ul > li")];
const sections = [...compared.querySelectorAll("section")];
const loaded = new Map(); // venue → promise of its codes by condition
const root = new URL("../", new URL(form.dataset.compare, location.href));

const slug = (code) => code.toLowerCase().replace(/[^a-z0-9-]+/g, "-"); // as in macros/catalogue/addresses.py

function load(venue) {
  if (!loaded.has(venue)) {
    const reply = fetch(new URL(`compare/${venue}.json`, root)).then((found) => found.json());
    loaded.set(venue, reply);
    reply.catch(() => loaded.delete(venue));
  }
  return loaded.get(venue);
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function link(address, text) {
  return element("a", { href: new URL(address, root).href, textContent: text });
}

function mark(value, said) {
  return element("span", { className: `vec-mark is-${value}`, textContent: said[value] });
}

// One wording with its codes, and its answers where they are not those of the condition.
function wording(venue, [codes, text, outcome, retry]) {
  const links = codes.flatMap((code) => [element("b", {}, link(`${venue}/${slug(code)}/`, code)), " "]);
  const answers = outcome ? [mark(outcome, outcomes), " ", mark(retry, retries)] : [];
  return element("li", {}, ...links, text, " ", ...answers);
}

function cell({ id, name }, condition, found = []) {
  const list = found.slice(0, MOST_WORDINGS).map((each) => wording(id, each));
  if (found.length > MOST_WORDINGS) {
    const more = `and ${found.length - MOST_WORDINGS} more`;
    list.push(element("li", {}, link(`${id}/?condition=${condition}`, more)));
  }
  const content = list.length ? element("ul", {}, ...list) : "–";
  const className = list.length ? "" : "is-none";
  return element("div", { className }, element("dt", { textContent: name }), element("dd", {}, content));
}

// Hides conditions that no chosen venue has a code for, and those without the words that were typed.
function narrow() {
  const words = form.elements.namedItem("text").value.toLowerCase().split(/\s+/);
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    item.hidden = item.dataset.has === "nothing" || !words.every((word) => text.includes(word));
  }
  for (const section of sections) {
    section.hidden = !section.querySelector(":scope > ul > li:not([hidden])");
  }
}

function show(venues, codes) {
  compared.querySelector(".vec-heads")?.remove();
  compared.style.setProperty("--venues", venues.length);
  compared.classList.toggle("is-chosen", venues.length > 0);
  let both = 0;
  let any = 0;
  for (const item of items) {
    const has = codes.filter((each) => each[item.id]).length;
    both += has === venues.length;
    any += has > 0;
    item.querySelector("dl")?.remove();
    item.dataset.has = venues.length > 0 && has === 0 ? "nothing" : "something";
    if (has) {
      item.append(element("dl", {}, ...venues.map((venue, index) => cell(venue, item.id, codes[index][item.id]))));
    }
  }
  narrow();
  if (venues.length) {
    const names = venues.map(({ id, name }) => element("span", {}, link(`${id}/`, name)));
    compared.prepend(element("p", { className: "vec-heads" }, element("span"), ...names));
  }
  return { both, any };
}

function say(venues, { both, any }, unknown) {
  const strangers = unknown.length ? `There is no venue ${unknown.map((id) => `“${id}”`).join(", ")}. ` : "";
  const rest = {
    0: "Nothing chosen yet.",
    1: `${any} conditions. Choose another venue to compare with.`,
  }[venues.length];
  status.textContent = strangers + (rest ?? `${any} conditions, ${both} of them on all ${venues.length} venues.`);
}

async function compare(unknown = []) {
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) {
    box.disabled = chosen.length >= MOST_VENUES && !box.checked;
  }
  const venues = chosen.map(({ value, dataset }) => ({ id: value, name: dataset.name }));
  const address = new URL(location.href);
  address.search = venues.length ? `?venues=${venues.map(({ id }) => id).join(",")}` : "";
  history.replaceState(null, "", address);
  try {
    const codes = await Promise.all(venues.map(({ id }) => load(id)));
    say(venues, show(venues, codes), unknown);
  } catch {
    status.textContent = "A venue could not be loaded. Are you offline? Untick it, or try again.";
  }
}

function find({ target }) {
  const words = target.value.toLowerCase().split(/\s+/);
  for (const line of form.querySelectorAll("fieldset li")) {
    line.hidden = !words.every((word) => line.textContent.toLowerCase().includes(word));
  }
}

const asked = (new URLSearchParams(location.search).get("venues") ?? "").split(",").filter(Boolean);
for (const box of boxes) {
  box.checked = asked.slice(0, MOST_VENUES).includes(box.value);
}
form.addEventListener("change", ({ target }) => target.name === "venues" && compare());
form.addEventListener("submit", (event) => event.preventDefault());
form.elements.namedItem("find").addEventListener("input", find);
form.elements.namedItem("text").addEventListener("input", narrow);
await compare(asked.filter((id) => !boxes.some((box) => box.value === id)));
document.documentElement.classList.remove("is-asked");
// What the address names came after the page was laid out.
document.getElementById(location.hash.slice(1))?.scrollIntoView();
