// What can be taken along: the link, tables, pictures, the command.

import { byId, make } from "segsim/dom";
import { rows } from "segsim/charts";
import { headingOf, nameOf } from "segsim/looks";
import { placeOf } from "segsim/main";

/** @param {import("segsim/main").Page} page */
export function take(page) {
  const { source, state } = page;
  const offers = {
    link: () => copy(page), csv_map: () => save("map.csv", "text/csv", mapTable(page)),
    csv_chart: () => save("indices.csv", "text/csv", chartTable(page)),
    json: () => save("segsim.json", "application/json", JSON.stringify(whole(page), null, 1)),
    png: () => picture(page), svg: () => chartsAsSvg(page),
  };
  const buttons = Object.entries(offers).map(([name, act]) => {
    const button = make("button", { type: "button", id: `take-${name}`, "data-text": `explorer.take.${name}` });
    button.addEventListener("click", act);
    return button;
  });
  byId("take").replaceChildren(...buttons);
  return (changed) => {
    if (changed.has("language")) {
      for (const button of buttons) button.textContent = page.words().text(button.getAttribute("data-text"));
    }
    byId("command").textContent = source.command?.() ?? source.scenarios[state.shown.b].command;
  };
}

async function copy(page) {
  const w = page.words(), address = location.href;
  try {
    await navigator.clipboard.writeText(address);
    byId("taken").textContent = w.text("explorer.take.copied");
  } catch { // some browsers allow it only on some pages
    byId("taken").textContent = w.text("explorer.take.not_copied", { address });
  }
}

function save(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 1000);
}

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const plain = (value) => (value === null || value === undefined || Number.isNaN(value) ? "" : quoted(String(value)));
const lines = (table) => `${table.map((row) => row.map(plain).join(",")).join("\n")}\n`;

/** @returns {string} every neighbourhood in the year shown, numbers for machines */
export function mapTable(page) {
  const { source, state, data } = page, { a, b } = state.shown, year = source.mapYear(state.shown.year);
  const names = source.variables.map((v) => v.name);
  const head = ["neighbourhood", "district", "year", ...names.flatMap((n) => [`${n}_a`, `${n}_b`])];
  const columns = names.map((_, k) => [source.values(a, year, k), source.values(b, year, k)]);
  const short = (v) => (Number.isFinite(v) ? Number(v.toPrecision(7)) : null); // what 32 bits hold
  const body = data.districts.map((district, cell) => [
    cell, district, year, ...columns.flatMap(([x, y]) => [short(x?.[cell]), short(y?.[cell])]),
  ]);
  return lines([head, ...body]);
}

/** @returns {string} the three figures shown over time */
export function chartTable(page) {
  const { source, state } = page, { a, b, charts } = state.shown;
  const head = ["figure", "a", "b", "year", "a_mean", "a_low", "a_high", "b_mean", "b_low", "b_high",
    "difference", "difference_low", "difference_high"];
  const body = [...new Set(charts)].flatMap((k) => rows(page, k).map((row) => [
    source.figures[k].name, source.scenarios[a].name, source.scenarios[b].name, ...row,
  ]));
  return lines([head, ...body]);
}

function whole(page) {
  const { data, source, state } = page, { texts, numbers, palette, panels, map, ...rest } = data;
  return { ...rest, shown: state.shown, ...(source.live ? { frames: source.frames() } : {}) };
}

function picture(page) {
  const { state, source } = page, w = page.words(), shown = state.shown;
  const sides = { all: ["a", "b", "d"], both: ["a", "b"], difference: ["d"] }[shown.view];
  const canvases = sides.map((side) => byId(`map-${side}`));
  const ratio = window.devicePixelRatio || 1, gap = 16 * ratio, top = 64 * ratio, foot = 44 * ratio;
  const width = canvases.reduce((sum, c) => sum + c.width + gap, gap);
  const height = Math.max(...canvases.map((c) => c.height)) + top + foot;
  const sheet = make("canvas", { width, height }), pen = sheet.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#222222";
  const font = (size, bold) => { pen.font = `${bold ? "bold " : ""}${size * ratio}px system-ui, sans-serif`; };
  font(16, true);
  const variable = w.name("variable", source.variables[shown.variable].name);
  pen.fillText(`${placeOf(page)} ${source.mapYear(shown.year)}: ${variable}`, gap, 26 * ratio);
  let x = gap;
  canvases.forEach((canvas, k) => {
    const side = sides[k], legend = byId(side === "d" ? "legend-difference" : "legend-own");
    font(13, true);
    pen.fillText(byId(`figure-${side}`).querySelector("figcaption").textContent, x, 52 * ratio);
    pen.drawImage(canvas, x, top);
    pen.drawImage(legend.querySelector("canvas"), x, top + canvas.height + 8 * ratio, canvas.width, 10 * ratio);
    font(12, false);
    const [low, , high] = [...legend.querySelectorAll(".ends span")].map((span) => span.textContent);
    pen.fillText(low, x, top + canvas.height + 34 * ratio);
    pen.fillText(high, x + canvas.width - pen.measureText(high).width, top + canvas.height + 34 * ratio);
    x += canvas.width + gap;
  });
  sheet.toBlob((blob) => save("maps.png", "image/png", blob));
}

/** The three charts one below the other in one file, with titles and what A and B are. */
function chartsAsSvg(page) {
  const charts = [...document.querySelectorAll(".chart svg")];
  const width = Math.max(...charts.map((svg) => Number(svg.getAttribute("width"))));
  const each = 236, { a, b } = page.state.shown;
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const title = (text, y, weight) => `<text x="8" y="${y}" font-size="13" font-weight="${weight}">${escaped(text)}</text>`;
  const parts = charts.map((svg, k) => {
    const inner = /** @type {Element} */ (svg.cloneNode(true));
    inner.setAttribute("y", String(60 + k * each));
    inner.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return title(headingOf(page, page.state.shown.charts[k]), 52 + k * each, "bold") + new XMLSerializer().serializeToString(inner);
  });
  const names = `A: ${nameOf(page, a)}   B: ${nameOf(page, b)}`;
  const height = 60 + charts.length * each;
  save("charts.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" `
    + `width="${width}" height="${height}" font-family="system-ui, sans-serif">`
    + `<rect width="100%" height="100%" fill="#ffffff"/>${title(names, 22, "normal")}${parts.join("")}</svg>\n`);
}
