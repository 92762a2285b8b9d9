// The whole lookup, for the scripts of pages. The site has it as one file, joined with all that it imports.

export { leads, maybe, result, say, summary } from "./cards.js";
export { open } from "./catalogue.js";
export { bare, find, findNow, prepare } from "./find.js";
export { pauses } from "./pauses.js";
export { decoded, plain } from "./plain.js";
export { mask } from "./secrets.js";
export { begun, respelled } from "./typing.js";
