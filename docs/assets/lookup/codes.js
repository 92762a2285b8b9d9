/* Numbers of a text that stand where an error code stands, and the texts that stand where its message does.
   Prices, sizes, times, ports, ids and line numbers are told apart by what is around them. */

const AROUND = 60;

/* Labels are compared without case and punctuation: error_code, errorCode and ErrorCode are one. */
const CODE_LABEL = /^(?:(?:api|ex|exc|exception|response|resp|res|body|json|data|ret|binance|venue|exchange|server)?(?:e|err|error)?(?:code|codes|no|number)|e|err|error|errors|exception|apierror|fehler|ошибка|код|код ошибки)$/;
const FOREIGN_LABEL = /^(?:retcode|rescode|resultcode|statuscode|status|httpcode|httpstatus|httpstatuscode|exitcode|closecode|scode|returncode|errno|winerror|no|number|zipcode|areacode|sqlcode)$/;
const FOREIGN_BEFORE = /(?:\b(?:http|https|status|exit|exited with|close|closed with|closure|zip|area|country|promo|sms|qr|line|sql|mysql|cloudflare|winerror|wsa|os|unix|process|return)|websocket)[\s_-]*$/i;
const CLOSED = /\b(?:clos(?:e|ed|ing|ure)|disconnect(?:ed|ion)?|going away|abnormal|keepalive|winerror|errno|cloudflare|mysql|socket ?exception)\b/i;
const ERROR_BEFORE = /(?:^|[^\p{L}])(?:e|ec|err|error|errcode|errorcode|code|codes|exception|apierror|fehler|erreur|erro|hata|lỗi|ошибк[аиуой]{1,2}|код[аеу]?|エラー|コード|오류|에러|코드)$|(?:错误|錯誤|代码|代碼|错误码|码|碼|报错|報錯|出错|返回|出现|出現|提示|异常|失败|错|是)$/iu;
const LINKED = /(?:\s+(?:is|was|are|of|no|num|number|with|returned|returns|code|codes))+$/i;
const ERROR_AFTER = /^[\s"'`)\]:,-]{0,3}(?:(?:err|error|errcode|exception|code)(?![\p{L}\p{N}])|错|錯|报错|報錯|异常|代码|エラー|오류)/iu;
const UNIT_AFTER = /^\s?(?:%|\$|€|ms|s|sec|secs|seconds?|min|minutes?|hours?|days?|times|x|k|m|kb|mb|gb|bytes|lots?|contracts?|orders|errors|trades|rows|lines|items|requests?|points?|bps|us[dt]t?|busd|usdc|eur|btc|eth|bnb|sats?|个|秒|次|元|毫秒|分钟|条|倍|张|天)(?![\p{L}\p{N}])/iu;

/**
 * Every number that may be a code: { digits, signed, at, end, place, label, quoted }. `place` says how it stands:
 * "key" after a label, "word" after a word such as error, "lead" before a text, "signed" with a minus alone, "loose".
 */
export function numbers(text) {
  const found = [];
  for (const match of text.matchAll(/\d+/g)) {
    const [digits] = match;
    if (digits.length > 9) continue;
    let at = match.index;
    const end = at + digits.length;
    let before = text.slice(Math.max(0, at - AROUND), at);
    const after = text.slice(end, end + AROUND);
    if (/[\d.,:/]$/.test(before) && /\d.$/.test(before) && !/\d,$/.test(before)) continue; // a part of a decimal, time, date or address
    if (/\d,$/.test(before) && /^\d{3}$/.test(digits)) continue; // thousands
    if (/^(?:[.:/]\d|,\d{3}(?!\d)|-\d)/.test(after) || /^[\p{Script=Latin}_]/u.test(after) && !/^[A-Z][a-z]|^err/.test(after)) continue;
    const minus = /(^|.)-$/su.exec(before);
    const signed = Boolean(minus) && !/[\p{N}]/u.test(minus[1]);
    if (minus && /\p{N}/u.test(minus[1])) continue; // a range, a date or a part of an id
    if (signed) before = before.slice(0, -1), at--;
    if (/[$€¥£@#&*+~^]$/.test(before) && !/(?:^|\s)#$/.test(before)) continue;
    const place = placeOf(before, after, signed);
    if (place) found.push({ digits, signed, at, end, ...place });
  }
  return found;
}

function placeOf(before, after, signed) {
  const quoted = /["']$/.test(before) && /^["']/.test(after);
  const key = /([\p{L}_$][\p{L}\p{N}_$.-]*)["'`)\]}*]{0,3}\s*(?:[:=]+>?|->|=>|>|\|)\s*(?:[\p{L}\d]{1,8}\()?["'`(\[{<*]{0,3}\s*$/u.exec(before);
  if (key) {
    const label = key[1].split(".").filter(Boolean).at(-1) ?? "";
    const folded = label.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const earlier = before.slice(0, key.index);
    if (FOREIGN_LABEL.test(folded) || FOREIGN_BEFORE.test(earlier)) return { place: "foreign", label };
    if (closes(before, after)) return { place: "foreign", label };
    if (CODE_LABEL.test(folded)) return { place: "key", label, quoted };
    if (ERROR_BEFORE.test(label) || ERROR_BEFORE.test(before.slice(0, key.index + key[1].length).replace(LINKED, ""))) return { place: "word", label: "" };
    if (/["'}\])]$/.test(before) || /[=]\s*["']?$/.test(before) || !signed && !/\s$/.test(before)) return undefined; // another key's value
    if (/^[a-z_]/.test(label) && !signed) return undefined;
    return signed ? { place: "signed" } : leads(after) ? { place: "lead" } : undefined;
  }
  const word = before.replace(/[\s"'`(\[<{#,:=*|-]+$/u, "");
  const near = before.length - word.length <= 4;
  if (near && ERROR_BEFORE.test(word.replace(LINKED, ""))) {
    if (FOREIGN_BEFORE.test(word.replace(LINKED, "").replace(/[\p{L}]+$/u, "")) || closes(before, after)) return { place: "foreign" };
    return { place: "word", quoted };
  }
  if (/[\p{Script=Latin}_]$/u.test(before)) return undefined; // glued to a word that says nothing of an error
  if (UNIT_AFTER.test(after)) return undefined;
  if (ERROR_AFTER.test(after) && !/\b(?:http|line|port|pid)\s*$/i.test(before)) return { place: "word" };
  if (signed) return { place: leads(after) ? "lead" : "signed", quoted };
  return { place: /(?:^|[\n([{"']\s*)$/.test(before) && leads(after) ? "lead" : "loose", quoted };
}

/* WebSocket close codes, system errors and those of other servers look like codes and are none. */
function closes(before, after) {
  return CLOSED.test(before) || CLOSED.test(after) || /^\s*\((?:policy|no status|unexpected|normal|abnormal|ok)/i.test(after);
}

function leads(after) {
  return /^["'`)\]}]{0,2}\s?[:,\s-]\s{0,2}["'`]?[\p{L}]/u.test(after);
}

/** The texts of a message's key: { key, at, from, to }, where `at` is the key's place. */
export function fields(text) {
  const found = [];
  for (const match of text.matchAll(/(?<![\w$])((?:[A-Za-z]{1,12}[_-]?)?(?:msg|message|desc|description|reason|detail|details|error|err|errors))["'`]{0,2}\s{0,3}(?::|=>?|>)\s{0,3}/gi)) {
    const from = match.index + match[0].length;
    const quote = /["'`]/.test(text[from] ?? "") ? text[from] : "";
    const rest = text.slice(from + quote.length, from + 600);
    const end = quote ? closing(rest, quote) : rest.search(/[}\])\n<]|,\s*["']?\w{1,20}["']?\s*[:=]/);
    const value = end < 0 ? rest : rest.slice(0, end);
    if (/\p{L}{2}/u.test(value) && !/^\s*[{[]/.test(value))
      found.push({ key: match[1], at: match.index, from: from + quote.length, to: from + quote.length + value.length });
  }
  return found;
}

/* A quote closes a value when something of JSON follows it: escaped quotes have lost their backslash by now. */
function closing(rest, quote) {
  for (let at = rest.indexOf(quote); at >= 0; at = rest.indexOf(quote, at + 1)) if (/^\s*(?:[,}\])]|$)/.test(rest.slice(at + 1, at + 4))) return at;
  return -1;
}

/** The keys of an object's printed form: name → places. */
export function keys(text) {
  const found = new Map();
  for (const match of text.matchAll(/(?<![\w$])([A-Za-z_]\w{0,30})["'`]{0,2}\s{0,3}(?::|=)/g))
    if (!found.has(match[1])) found.set(match[1], match.index);
  return found;
}
