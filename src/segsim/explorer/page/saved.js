// The numbers of a finished study, as the page asks for them.

import { unpacked, unpackedPanel } from "segsim/unpack";

/**
 * What the page asks of a finished study as of a live run.
 * @typedef {{
 *   live: boolean, single: boolean, years: number[], scenarios: any[], figures: any[], variables: any[],
 *   reached: () => number, mapYear: (year: number) => number,
 *   values: (scenario: number, year: number, variable: number) => Float32Array | null,
 *   agree: (a: number, b: number, year: number, variable: number) => ((cell: number) => boolean) | null,
 *   levels: (scenario: number, figure: number) => (number | null)[][],
 *   change: (a: number, b: number, figure: number, year: number) => (number | null)[] | null,
 *   range: (a: number, b: number, figure: number, year: number) => number[] | null,
 *   lines: (scenario: number, year: number) => any[],
 *   same?: () => boolean, problem?: () => string, command?: () => string, frames?: () => any[],
 *   follow?: (follower: (changed: Set<string>) => void) => void,
 * }} Source
 */

/** @param {any} data the document @param {() => string} behaviour @returns {Promise<Source>} */
export async function saved(data, behaviour) {
  const panels = {};
  for (const [name, panel] of Object.entries(data.panels)) {
    panels[name] = {
      ...panel,
      values: await unpackedPanel(panel.values, panel.shape),
      agree: new Uint8Array(await unpacked(panel.agree)),
    };
  }
  const names = data.scenarios.map((scenario) => scenario.name);
  const { years, levels, changes } = data.series;
  const figure = (k) => data.figures[k].name;

  // The panel may have fewer years than the figures: the last one up to the year is shown.
  const yearOf = (panel, year) => {
    const k = panel.years.findLastIndex((t) => t <= year);
    return k < 0 ? 0 : k;
  };
  const rowOf = (a, b) => {
    let row = 0;
    for (let k = 0; k < a; k++) row += names.length - 1 - k;
    return row + b - a - 1;
  };
  const changeIn = (mood, a, b, k, year) => {
    if (a === b) return null;
    const [first, second] = a < b ? [a, b] : [b, a];
    const points = changes[mood]?.[names[first]]?.[names[second]]?.[figure(k)];
    const point = points?.[years.indexOf(year)];
    if (!point || point[0] === null) return null;
    if (a < b) return point;
    const [estimate, low, high, chance] = point;
    const minus = (v) => (v === null ? null : -v);
    return [minus(estimate), minus(high), minus(low), chance === null ? null : 1 - chance];
  };

  return {
    live: false,
    single: data.seeds === 1,
    years,
    scenarios: data.scenarios,
    figures: data.figures,
    variables: data.variables,
    reached: () => years[years.length - 1],
    mapYear: (year) => panels[behaviour()].years[yearOf(panels[behaviour()], year)],
    values: (scenario, year, variable) => {
      const panel = panels[behaviour()];
      const [, yearCount, variables, cells] = panel.shape;
      const start = ((scenario * yearCount + yearOf(panel, year)) * variables + variable) * cells;
      return panel.values.subarray(start, start + cells);
    },
    agree: (a, b, year, variable) => {
      if (a === b || data.seeds === 1) return null;
      const panel = panels[behaviour()];
      const [, yearCount, variables, cells] = panel.shape;
      const row = a < b ? rowOf(a, b) : rowOf(b, a);
      const start = ((row * yearCount + yearOf(panel, year)) * variables + variable) * cells;
      return (cell) => ((panel.agree[(start + cell) >> 3] >> (7 - ((start + cell) & 7))) & 1) === 1;
    },
    levels: (scenario, k) => levels[behaviour()]?.[names[scenario]]?.[figure(k)] ?? [],
    change: (a, b, k, year) => changeIn(behaviour(), a, b, k, year),
    range: (a, b, k, year) => {
      const found = data.behaviours.map((mood) => changeIn(mood, a, b, k, year)?.[0]);
      const there = found.filter((v) => v !== undefined && v !== null);
      return data.behaviours.length > 1 && there.length ? [Math.min(...there), Math.max(...there)] : null;
    },
    lines: (scenario, year) => data.lines[scenario].filter((line) => line.opens <= year),
  };
}

