// Hides what must not be shown again: keys, signatures, passphrases, tokens, cookies, addresses of machines and people.

const HIDDEN = "•••";
const LABEL =
  "api[ _-]?key|access[ _-]?key|secret(?:[ _-]?key)?|pass(?:word|wd|phrase|code)?|pwd|pin|memo|token|bearer|" +
  "authorization|authent|cookie|session(?:[ _-]?id)?|sign(?:ature)?|(?:otp|2fa|totp|auth)[ -]code|otp|2fa|totp|(?:one[ -]time|verification)[ -]code|" +
  "mnemonic|seed(?:[ _-]phrase)?|private[ _-]?key|phone|[a-z-]*-(?:key|sign|passphrase|memo|token)|\\w*(?:secret|token|password)|" +
  "密码|密碼|口令|密钥|密鑰|пароль|ключ|clave|contraseña|senha|パスワード|비밀번호|验证码";
const OPEN = "[\"'`(\\[]*";
const CLOSE = "[\"'`)\\]]*";
const VALUE = "[^\\s\"'`&,;)}\\]]";
// What a message says of a key is no key: "API key is invalid".
const PREDICATE =
  "(?!(?:not?|in|un|mis|invalid|in?correct|wrong|missing|empty|required|expired|error|null|true|false|too|never|out|for|of|and|or|the|this|must|should|can|cannot|does|has|with)\\b)";

const SEARCHES = [
  /(-----BEGIN [A-Z ]+-----)([\s\S]*?)(?=-----END|$)/g,
  /(:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/g, // https://user:password@host
  /(cookie["']?\s*[:=]\s*["']?)([^\s;"']+(?:;\s*[^\s;"']+)*)/gi,
  /((?:mnemonic|seed)\W+(?:phrase\W+)?)((?:[a-z]{3,8}[\s,]+){11,23}[a-z]{3,8})/gi, // the words of a wallet
  // A label decides alone, whatever its value looks like.
  new RegExp(
    `((?<![\\p{L}\\p{N}])(?:${LABEL})(?:${CLOSE}\\s*(?:=>|->|:=|[:=：])\\s*|["']\\s*,\\s*(?=["']))${OPEN}(?:bearer |basic )?)((?<=")[^"\\n]{3,}|(?<=')[^'\\n]{3,}|${VALUE}{3,})`,
    "giu",
  ),
  new RegExp(
    `((?<![\\p{L}\\p{N}])(?:${LABEL})\\s*(?:\\b(?:is|was)\\b|是|为)\\s*${OPEN})(${PREDICATE}${VALUE}{3,})`,
    "giu",
  ),
  new RegExp(`((?<![\\p{L}\\p{N}])(?:${LABEL})\\s+${OPEN})((?=\\S*\\d)${VALUE}{4,}|${VALUE}{16,})`, "giu"),
  /()(\b[\w-]{4,}\.[\w-]{4,}\.[\w-]{4,}\b)(?=[^.]|$)/g, // the three parts of a JSON web token
  /()((?<![\w+/=-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/-]{16,}={0,2})/g, // keys, signatures, wallets, ids
  /()(\b[A-Za-z]{40,}\b)/g,
  /()(\b[\w.+-]{1,64}@[\w.-]{3,99})/g, // people
  /()(\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]{1,4}|(?<![\w:])[0-9a-f:]*::[0-9a-f:]+)/gi, // machines
  /()(\b\d{12,}\b)/g, // accounts
  /()(\+\d[\d ()-]{7,}\d)/g, // telephones
];

/**
 * The text with dots for everything that looks like a secret or like somebody's address.
 * @param {string} text
 */
export function mask(text) {
  return SEARCHES.reduce((masked, search) => masked.replace(search, (_, label) => label + HIDDEN), text);
}
