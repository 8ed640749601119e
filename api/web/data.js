// The JSON API, with its problems as errors whose message is meant for a person.

const articles = new Map();

/** A path with parameters; lists repeat, empty values are left out.
 * @param {string} path
 * @param {Values} [parameters]
 */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "") query.append(key, String(one));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** @type {(path: string, parameters?: Values) => Promise<any>} */
export const get = (path, parameters = {}) => ask(address(path, parameters), { headers: { accept: "application/json" } });

/** @type {(path: string, body: unknown) => Promise<any>} */
export const post = (path, body) => ask(path, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body) });

/** @type {(path: string, id: string, parameters?: Values) => Promise<any>} */
export const getOne = (path, id, parameters = {}) => get(`${path}/${encodeURIComponent(id)}`, parameters);

/** What the server answered instead, or that it did not: status 0.
 * @typedef {Error & {status: number, problem?: any}} Problem
 */

async function ask(/** @type {string} */ path, /** @type {RequestInit} */ options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw Object.assign(new Error("The server does not answer. Is `marsad serve` still running? What you see is what was there before."), { status: 0 });
  }
  const value = await response.json().catch(() => null);
  if (!response.ok) throw Object.assign(new Error(words(response, value)), { status: response.status, problem: value });
  return value;
}

function words(/** @type {Response} */ response, /** @type {any} */ value) {
  const said = value?.detail ? `${value.title}: ${value.detail}` : `The server answered ${response.status}`;
  const wait = Number(response.headers.get("retry-after"));
  return wait ? `${said} (try again in ${wait} s)` : said;
}

/** @type {Promise<Vocabulary> | null} */
let words_ = null;
/** The vocabulary, asked for once. @returns {Promise<Vocabulary>} */
export function vocabulary() {
  words_ ??= get("/v1/vocabulary").catch((error) => { words_ = null; throw error; });
  return words_;
}

/** An article with its text, asked for once. */
export function article(/** @type {string} */ id) {
  if (!articles.has(id)) {
    const wanted = getOne("/v1/articles", id);
    wanted.catch(() => articles.delete(id));
    articles.set(id, wanted);
  }
  return articles.get(id);
}

/** What was kept of an article is asked for anew: a claim of it was ruled on. */
export const forget = (/** @type {string} */ id) => articles.delete(id);

/** Offsets count characters as Python does; a JavaScript string counts UTF-16 units. This is the text cut into characters. */
export const characters = (/** @type {string} */ text) => Array.from(text);
