// What differs, in one sentence that follows from the numbers.

import { byId } from "segsim/dom";
import { changeOf, nameOf, titleOf } from "segsim/looks";

/** @param {import("segsim/main").Page} page */
export function sentence(page) {
  return () => {
    const text = said(page, page.state.shown.charts[0]);
    if (byId("sentence").textContent !== text) byId("sentence").textContent = text;
  };
}

/** @param {import("segsim/main").Page} page @param {number} k the figure @returns {string} */
export function said(page, k) {
  const { state, source } = page, w = page.words(), { a, b, year } = state.shown;
  if (a === b || source.same?.()) {
    return w.text(source.live ? "explorer.live.unchanged" : "explorer.sentence.same");
  }
  const change = source.change(a, b, k, year);
  if (!change) return source.live && !source.problem() ? w.text("explorer.sentence.waiting") : "";
  const [estimate, low, high] = change, signed = changeOf(page, k, change);
  const lower = estimate < 0, size = changeOf(page, k, lower ? [-estimate, negative(high), negative(low)] : change);
  const values = {
    year, title: titleOf(page, k), a: nameOf(page, a), b: nameOf(page, b),
    value: unsigned(size.value), interval: unsigned(size.interval),
  };
  if (estimate === 0 && (low === 0 || low === null)) {
    return w.text(source.live ? "explorer.sentence.one_equal" : "explorer.sentence.equal", values);
  }
  if (source.single) {
    return w.text(lower ? "explorer.sentence.one_lower" : "explorer.sentence.one_higher", values);
  }
  if (low === null || (low <= 0 && high >= 0)) {
    return tidy(w.text("explorer.sentence.unsure", { ...values, ...signed })) + ranged(page, k);
  }
  return tidy(w.text(lower ? "explorer.sentence.lower" : "explorer.sentence.higher", values)) + ranged(page, k);
}

const negative = (v) => (v === null ? null : -v);
const unsigned = (text) => text.replaceAll("+", ""); // "lower by" says the direction
const tidy = (text) => text.replace(/ +/g, " ").replace(/ \./, ".");

function ranged(page, k) {
  const { a, b, year } = page.state.shown, range = page.source.range(a, b, k, year);
  if (!range) return "";
  const [low, high] = range.map((v) => changeOf(page, k, [v, null, null]).value);
  return ` ${page.words().text("explorer.chart.range", { low, high })}`;
}
