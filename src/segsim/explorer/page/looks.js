// How a scenario and a figure are called and drawn.

/** @param {import("segsim/main").Page} page @param {number} k a scenario */
export function lookOf(page, k) {
  const { palette, baseline } = page.data, scenarios = page.source.scenarios;
  const others = scenarios.filter((s) => s.name !== baseline).map((s) => s.name);
  const many = palette.lines.length - 1, name = scenarios[k].name;
  const order = others.indexOf(name);
  const place = name === baseline ? 0 : 1 + (order % many), turn = name === baseline ? 0 : Math.floor(order / many);
  const at = (list) => list[(place + turn) % list.length];
  return { colour: palette.lines[place], dash: at(palette.dashes), marker: at(palette.markers) };
}

/** @returns {string} what readers call a scenario */
export function nameOf(page, k) {
  const { name, label } = page.source.scenarios[k], w = page.words();
  return w.has(`names.scenario.${name}`) ? w.text(`names.scenario.${name}`) : label;
}

/** @returns {string} what a figure is called, within a sentence */
export const titleOf = (page, k) => page.words().text(`explorer.figure.${page.source.figures[k].name}.title`);

/** @returns {string} the same at the beginning of a line */
export function headingOf(page, k) {
  const title = titleOf(page, k);
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** @returns {string} a value of a figure, with its unit where it has one */
export function valueOf(page, k, value, sign = false) {
  const { unit, digits } = page.source.figures[k], n = page.numbers();
  if (unit === "share") return n.inUnit(value, "share", 1, sign);
  const more = sign && digits ? 1 : 0; // effects are smaller than what they change
  const text = n.number(value, digits + more, sign);
  return unit === "eur" ? `${text}\u00a0${page.words().text("explorer.unit.eur")}` : text;
}

/**
 * A difference of a figure and its interval, in the figure's unit.
 * @param {import("segsim/main").Page} page @param {number} k @param {(number | null)[]} change
 * @returns {{value: string, interval: string}}
 */
export function changeOf(page, k, change) {
  const [estimate, low, high] = change, { unit, digits } = page.source.figures[k], n = page.numbers();
  const share = unit === "share", factor = share ? 100 : 1, places = share ? 2 : digits ? digits + 1 : 0;
  const by = (v) => (v === null || v === undefined ? null : v * factor);
  const text = n.number(by(estimate), places, true);
  const ends = n.interval(by(low), by(high), places, true);
  const suffix = share ? ` ${page.words().text("explorer.map.points")}`
    : unit === "eur" ? `\u00a0${page.words().text("explorer.unit.eur")}` : "";
  return { value: `${text}${suffix}`, interval: ends };
}
