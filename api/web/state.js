// What is shown is in the address: #/view/id?parameters. `sel` names what the evidence panel explains.

/** The address as {view, id, params}. */
export function read(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view = "", id = ""] = path.split("/").map(decoded);
  return { view, id, params: new URLSearchParams(query) };
}

function decoded(/** @type {string} */ part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

/** The address of a view; empty values are left out, lists repeat.
 * @param {string} view
 * @param {string} [id]
 * @param {Values | Params} [values]
 */
export function href(view, id = "", values = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of values instanceof URLSearchParams ? values : Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "" && one !== false) query.append(name, String(one));
  }
  const text = query.toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}${text ? `?${text}` : ""}`;
}

/** Go to a view.
 * @param {string} view
 * @param {string} [id]
 * @param {Values | Params} [values]
 */
export function go(view, id = "", values = {}) {
  location.hash = href(view, id, values);
}

/** Change some parameters of the present address. With `step` the back button undoes it; what listens to `moved` is told.
 * @param {Values} values
 */
export function put(values, { step = true } = {}) {
  const { view, id, params } = read();
  for (const [name, value] of Object.entries(values)) {
    params.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "" && one !== false) params.append(name, String(one));
  }
  const next = href(view, id, params);
  if (next === location.hash) return;
  history[step ? "pushState" : "replaceState"](null, "", next);
  dispatchEvent(new Event("moved"));
}

/** Choose what the evidence panel explains: `relation:…`, `entity:…`, `incident:…`, `claim:…`, `pair:a|b`; null closes it. */
export const select = (/** @type {string | null} */ what) => put({ sel: what }, { step: false });
