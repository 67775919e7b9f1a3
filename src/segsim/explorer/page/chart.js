// A figure over time as SVG: lines with bands, a cursor at the year, letters at the ends.

import { draw, make } from "segsim/dom";
import { known } from "segsim/numbers";

const LEFT = 58, RIGHT = 22, TOP = 12, BOTTOM = 26, HEIGHT = 200, INK = "#222222", QUIET = "#595959";

/**
 * @typedef {{points: (number | null)[][], colour: string, dash: number[], marker: string,
 *   letter: string, quiet?: boolean}} Curve points by year: estimate, low, high
 */

/** @param {number} span @returns {number} a step that divides a span into three to six */
export function niceStep(span) {
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const factor = [1, 2, 2.5, 5, 10].find((f) => span / (f * power) <= 5) ?? 10;
  return factor * power;
}

/**
 * @param {Element} place where the chart goes
 * @param {{years: number[], curves: Curve[], year: number, title: string,
 *   label: (value: number, step: number) => string, choose: (year: number) => void}} what
 */
export function chart(place, { years, curves, year, title, label, choose }) {
  const width = Math.max(Math.round(place.clientWidth), 240);
  const values = curves.flatMap((c) => c.points.flat()).filter(known);
  const svg = draw("svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": title,
  });
  place.replaceChildren(svg);
  if (!values.length) return;
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (high - low < 1e-9) [low, high] = [low - 0.5 * Math.abs(low || 1), high + 0.5 * Math.abs(high || 1)];
  const step = niceStep(high - low);
  low = Math.floor(low / step + 1e-9) * step;
  high = Math.ceil(high / step - 1e-9) * step;
  const first = years[0], last = years[years.length - 1];
  const x = (t) => LEFT + ((t - first) / Math.max(last - first, 1)) * (width - LEFT - RIGHT);
  const y = (v) => TOP + ((high - v) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  svg.append(...grid(low, high, step, width, y, label), ...ticks(years, width, x));
  svg.append(draw("line", {
    x1: x(year), x2: x(year), y1: TOP, y2: HEIGHT - BOTTOM, stroke: INK, "stroke-dasharray": "3 3",
  }));
  const loud = curves.filter((c) => !c.quiet);
  for (const curve of curves.filter((c) => c.quiet)) svg.append(line(curve, years, x, y, 1));
  for (const curve of loud) svg.append(...band(curve, years, x, y));
  loud.forEach((curve, k) => {
    svg.append(line(curve, years, x, y, 2.2), ...markers(curve, years, x, y, k));
  });
  svg.append(...letters(loud, years, x, y));
  svg.addEventListener("pointerdown", (event) => {
    const t = first + ((event.offsetX - LEFT) / (width - LEFT - RIGHT)) * (last - first);
    choose(Math.min(Math.max(Math.round(t), first), last));
  });
}

function grid(low, high, step, width, y, label) {
  const found = [];
  for (let v = low; v <= high + step / 2; v += step) {
    found.push(draw("line", { x1: LEFT, x2: width - RIGHT, y1: y(v), y2: y(v), stroke: "#dddddd" }));
    found.push(text(LEFT - 6, y(v) + 4, label(v, step), "end"));
  }
  return found;
}

function ticks(years, width, x) {
  const last = years[years.length - 1], span = last - years[0];
  const most = Math.max(2, Math.floor((width - LEFT - RIGHT) / 60));
  const every = [1, 2, 5, 10, 20, 50, 100, 1000, 10000].find((n) => span / n <= most) ?? span;
  const shown = years.filter((t) => t % every === 0);
  return shown.map((t) => text(x(t), HEIGHT - 8, String(t), "middle"));
}

function text(x, y, content, anchor, attributes = {}) {
  return draw("text", {
    x, y, "text-anchor": anchor, "font-size": 12, fill: QUIET, text: content, ...attributes,
  });
}

const joined = (points) => points.map(([a, b], k) => `${k ? "L" : "M"}${a.toFixed(1)} ${b.toFixed(1)}`).join("");

function line(curve, years, x, y, width) {
  const points = years.map((t, k) => [x(t), curve.points[k]?.[0]]).filter(([, v]) => known(v));
  const dash = curve.dash.map((n) => n * width).join(" ");
  return draw("path", {
    d: joined(points.map(([a, v]) => [a, y(v)])), fill: "none", stroke: curve.colour,
    "stroke-width": width, "stroke-dasharray": dash || null,
  });
}

function band(curve, years, x, y) {
  const there = years.map((t, k) => [t, ...(curve.points[k] ?? [])]).filter((p) => known(p[2]) && known(p[3]));
  if (there.length < 2) return [];
  const up = there.map((p) => [x(p[0]), y(p[3])]), down = there.map((p) => [x(p[0]), y(p[2])]).reverse();
  return [draw("path", { d: `${joined([...up, ...down])}Z`, fill: curve.colour, opacity: 0.16 })];
}

function markers(curve, years, x, y, place) {
  const every = Math.max(1, Math.round(years.length / 5));
  return years.flatMap((t, k) => {
    const v = curve.points[k]?.[0];
    return known(v) && k % every === place % every ? [marker(curve.marker, x(t), y(v), curve.colour)] : [];
  });
}

/** @returns {SVGElement} one of the six markers of Matplotlib by its letter */
export function marker(kind, x, y, colour) {
  const r = 4.2, fill = { fill: colour, stroke: "#ffffff", "stroke-width": 0.8 };
  const shapes = {
    s: [[-1, -1], [1, -1], [1, 1], [-1, 1]], "^": [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]],
    v: [[0, 1.2], [1.1, -0.9], [-1.1, -0.9]], D: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
    P: [[-0.5, -1.2], [0.5, -1.2], [0.5, -0.5], [1.2, -0.5], [1.2, 0.5], [0.5, 0.5], [0.5, 1.2],
      [-0.5, 1.2], [-0.5, 0.5], [-1.2, 0.5], [-1.2, -0.5], [-0.5, -0.5]],
  };
  if (!shapes[kind]) return draw("circle", { cx: x, cy: y, r, ...fill });
  const points = shapes[kind].map(([a, b]) => `${(x + a * r).toFixed(1)},${(y + b * r).toFixed(1)}`);
  return draw("polygon", { points: points.join(" "), ...fill });
}

function letters(curves, years, x, y) {
  const ends = curves.map((curve) => {
    const k = years.findLastIndex((_, n) => known(curve.points[n]?.[0]));
    return { curve, x: k < 0 ? 0 : x(years[k]), y: k < 0 ? 0 : y(curve.points[k][0]), there: k >= 0 };
  }).filter((end) => end.there);
  if (ends.length === 2 && Math.abs(ends[0].x - ends[1].x) < 12 && Math.abs(ends[0].y - ends[1].y) < 14) {
    const middle = (ends[0].y + ends[1].y) / 2, up = ends[0].y <= ends[1].y ? -7 : 7;
    [ends[0].y, ends[1].y] = [middle + up, middle - up];
  }
  return ends.map((end) => text(end.x + 8, Math.min(Math.max(end.y + 4, 12), HEIGHT - BOTTOM), end.curve.letter,
    "start", { "font-weight": "bold", fill: INK }));
}

/**
 * The look of a line beside its name.
 * @param {{colour: string, dash: number[], marker: string}} look
 */
export function sample(look) {
  const dash = look.dash.map((n) => n * 2.2).join(" ");
  return make("span", { class: "sample", "aria-hidden": "true" }, [
    draw("svg", { viewBox: "0 0 44 14", width: 44, height: 14 }, [
      draw("line", {
        x1: 2, x2: 42, y1: 7, y2: 7, stroke: look.colour, "stroke-width": 2.2, "stroke-dasharray": dash || null,
      }),
      marker(look.marker, 22, 7, look.colour),
    ]),
  ]);
}
