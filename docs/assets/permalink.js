// A permalink: its copy buttons, and the choice among many meanings.

import { every, required } from "./elements.js";

const status = required(".vec-copied", HTMLElement);
const json = required('link[type="application/json"]', HTMLLinkElement).href;
const choices = every(".vec-choice", HTMLDetailsElement);
const narrow = document.querySelector("[data-narrow]");
const typed = narrow?.querySelector("input");

/** The runbook block says all that the Markdown link and the table row say. */
function runbook() {
  const block = required('[data-copy^="**"]', HTMLElement).dataset.copy ?? "";
  const [, name = "", meaning = "", url = ""] = block.match(/^\*\*(.*)\*\*: (.*)\. <(.*)>\n/) ?? [];
  const answers = [...block.matchAll(/^- .*?[?:] (.*)$/gm)].map(([, answer]) => answer);
  return { name, meaning, url, answers };
}

/**
 * What a button copies.
 * @param {HTMLElement} button
 */
async function textFor({ dataset: { copy = "" }, previousElementSibling: before }) {
  switch (copy) {
    case "run":
      return before?.textContent ?? "";
    case "link":
      return location.href.replace(/\?[^#]*/, "");
    case "markdown": {
      const { name, meaning, url } = runbook();
      return `[${name.replaceAll("`", "")}: ${meaning}](${url})`;
    }
    case "row": {
      const { name, meaning, url, answers } = runbook();
      const cells = [name, meaning, ...answers, `<${url}>`].map((cell) => cell.replaceAll("|", "\\|"));
      const head = `| code | meaning | went through? | retry? | first step | link |\n|${" --- |".repeat(6)}`;
      return `${head}\n| ${cells.join(" | ")} |\n`;
    }
    case "json": {
      const { data_version, schema_version, ...code } = await (await fetch(json)).json();
      return JSON.stringify(code, null, 2);
    }
    default:
      return copy;
  }
}

/** @param {HTMLElement} button */
async function copy(button) {
  const text = textFor(button);
  try {
    // The promise is handed over as it is: some browsers let a page copy only while it answers a click.
    const item = text.then((content) => new Blob([content], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": item })]);
    status.textContent = `Copied: ${button.textContent.replace(/^Copy( as)? ?/, "") || "request"}`;
  } catch {
    // Without a secure connection, or when the reader forbids it, a page cannot copy. Then the text, or the address of
    // what could not be fetched, is there to select.
    status.textContent = await text.catch(() => json);
    getSelection()?.selectAllChildren(status);
  }
}

for (const button of every("[data-copy]", HTMLElement)) {
  button.addEventListener("click", () => copy(button));
}

/**
 * Words of a message, without what a venue fills in: numbers and what is in quotes or brackets differ from reply to reply.
 * @param {string} text
 */
function words(text) {
  return text.toLowerCase().match(/[a-z]{2,}/g) ?? [];
}

/**
 * Shows the choices that share most words with a text; all of them where none does.
 * @param {string} text
 */
function narrowTo(text) {
  const wanted = new Set(words(text));
  const scores = choices.map((choice) => {
    const own = [...new Set(words(required("summary", HTMLElement, choice).textContent))];
    return own.filter((word) => [...wanted].some((each) => word.startsWith(each))).length;
  });
  const best = Math.max(...scores);
  choices.forEach((choice, index) => {
    choice.hidden = best > 0 && scores[index] < best;
  });
}

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const choice = choices.find((each) => each.contains(target));
  if (choice) {
    choice.open = true;
    choice.scrollIntoView();
  }
}

typed?.addEventListener("input", () => narrowTo(typed.value));
narrow?.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", openTarget);
addEventListener("load", openTarget); // browsers scroll to the target itself until then
openTarget();
