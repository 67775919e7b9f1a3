// What is shown now, and the address that carries it.

/**
 * @typedef {{
 *   language: string, year: number, a: number, b: number, variable: number, behaviour: string,
 *   view: string, sure: boolean, cell: number | null, charts: number[], playing: boolean, speed: number,
 *   levers: Object<string, string>,
 * }} Shown
 */

/** Keeps what is shown and tells those who show it. */
export class State {
  /** @param {Shown} shown */
  constructor(shown) {
    this.shown = shown;
    this.told = [];
  }

  /** @param {(changed: Set<string>) => void} listener */
  listen(listener) {
    this.told.push(listener);
  }

  /** @param {Partial<Shown>} changes */
  set(changes) {
    const names = Object.keys(changes).filter((name) => this.shown[name] !== changes[name]);
    if (!names.length) return;
    Object.assign(this.shown, changes);
    const changed = new Set(names);
    for (const listener of this.told) listener(changed);
  }
}

const OWN = new Set(["lang", "year", "a", "b", "map", "view", "sure", "cell", "charts", "speed", "behaviour-shown"]);

const FASTEST = 30, LONGEST = 400; // years a second; characters of a lever

/**
 * @param {Shown} shown
 * @param {import("segsim/saved").Source} source
 * @returns {string} the part of the address after #
 */
export function address(shown, source) {
  const parts = new URLSearchParams();
  parts.set("lang", shown.language);
  parts.set("year", String(shown.year));
  if (!source.live) {
    parts.set("a", source.scenarios[shown.a].name);
    parts.set("b", source.scenarios[shown.b].name);
    parts.set("behaviour-shown", shown.behaviour);
  }
  parts.set("map", source.variables[shown.variable].name);
  parts.set("view", shown.view);
  if (shown.sure) parts.set("sure", "1");
  if (shown.cell !== null) parts.set("cell", String(shown.cell));
  parts.set("charts", shown.charts.map((k) => source.figures[k].name).join(","));
  parts.set("speed", String(shown.speed));
  for (const [key, value] of Object.entries(shown.levers)) parts.set(key, value);
  return parts.toString();
}

/**
 * Read an address; what does not exist here is left out.
 * @param {string} hash
 * @param {{scenarios: any[], variables: any[], figures: any[], behaviours: string[], cells: number, live: boolean}} there
 * @returns {Partial<Shown>}
 */
export function fromAddress(hash, there) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Partial<Shown>} */
  const found = { levers: {} };
  const place = (list, name) => list.findIndex((one) => one.name === name);
  const taken = (key, list, name) => {
    const k = place(list, parts.get(name) ?? "");
    if (k >= 0) found[key] = k;
  };
  taken("a", there.scenarios, "a");
  taken("b", there.scenarios, "b");
  taken("variable", there.variables, "map");
  const year = Number(parts.get("year")), cell = parts.get("cell"), speed = Number(parts.get("speed"));
  if (Number.isInteger(year) && year > 0) found.year = year;
  if (cell !== null && /^\d+$/.test(cell) && Number(cell) < there.cells) found.cell = Number(cell);
  if (speed > 0) found.speed = Math.min(Math.max(Math.round(speed), 1), FASTEST);
  if (["both", "difference", "all"].includes(parts.get("view") ?? "")) found.view = parts.get("view");
  if (["en", "fi"].includes(parts.get("lang") ?? "")) found.language = parts.get("lang");
  if (there.behaviours.includes(parts.get("behaviour-shown") ?? "")) found.behaviour = parts.get("behaviour-shown");
  found.sure = parts.get("sure") === "1";
  const charts = (parts.get("charts") ?? "").split(",").map((name) => place(there.figures, name));
  if (charts.length === 3 && charts.every((k) => k >= 0)) found.charts = charts;
  for (const [key, value] of parts) {
    if (there.live && !OWN.has(key) && key.length + value.length < LONGEST) found.levers[key] = value;
  }
  return found;
}
