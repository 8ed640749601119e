// The JSON API, with its problems as errors whose message is meant for a person.

const articles = new Map();

export async function get(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "") query.append(key, one);
  }
  const text = query.toString();
  return answer(await fetch(text ? `${path}?${text}` : path, { headers: { accept: "application/json" } }));
}

export async function post(path, body) {
  return answer(await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

async function answer(response) {
  const value = await response.json().catch(() => null);
  if (!response.ok) throw new Error(value?.detail ? `${value.title}: ${value.detail}` : `The server answered ${response.status}`);
  return value;
}

/** An article with its text, asked for once. */
export function article(id) {
  if (!articles.has(id)) {
    const wanted = get(`/v1/articles/${encodeURIComponent(id)}`);
    wanted.catch(() => articles.delete(id));
    articles.set(id, wanted);
  }
  return articles.get(id);
}

/** Offsets count characters as Python does; a JavaScript string counts UTF-16 units. This is the text cut into characters. */
export const characters = (text) => Array.from(text);
