// A city that is being simulated: a stream for each side, and what has come of them so far.
//
// A stream is a run: it begins when the page asks for it and ends when the page turns away. So a
// moved lever is nothing but another stream for B, from the same year 0.

import { bytesOf } from "segsim/unpack";

const PAUSE = 40, AGAIN = 1500; // milliseconds: a hand that is still moving; a busy server

/** One side: the frames that have come, and the stream they come from. */
class Side {
  /** @param {number[]} years @param {(what: string) => void} tell */
  constructor(years, tell) {
    this.years = years;
    this.tell = tell;
    /** @type {any[]} */
    this.frames = [];
    this.command = this.problem = "";
    /** @type {EventSource | null} */
    this.stream = null;
  }

  /** Ask for a run; what has come before stays until its first frame. @param {string} query */
  open(query) {
    this.close();
    this.problem = "";
    const stream = new EventSource(`/api/run?${query}`);
    this.stream = stream;
    let fresh = false; // what is shown stays until there is something new
    const begin = () => {
      if (!fresh) this.frames = [];
      fresh = true;
    };
    stream.addEventListener("begin", (event) => {
      this.command = JSON.parse(event.data).command;
    });
    stream.addEventListener("year", (event) => {
      begin();
      this.take(JSON.parse(event.data));
    });
    stream.addEventListener("end", () => this.close());
    stream.addEventListener("failed", (event) => {
      this.close();
      this.frames = [];
      this.problem = JSON.parse(event.data).message;
      this.tell("problem");
    });
    stream.onerror = () => this.lost(query, stream);
  }

  /** Find out why a stream has broken off: a mistake, too much at once, or no server any more. */
  async lost(query, stream) {
    if (stream !== this.stream) return;
    this.close();
    this.problem = "lost";
    this.frames = [];
    const asked = new AbortController();
    try {
      const answer = await fetch(`/api/run?${query}`, { signal: asked.signal });
      this.problem = answer.status === 400 ? (await answer.json()).errors.join(" ") : "busy";
    } catch { /* nobody answers */ }
    asked.abort(); // where it would work now, the stream below is enough
    this.tell("problem");
    if (this.problem === "busy") window.setTimeout(() => this.problem === "busy" && this.open(query), AGAIN);
  }

  close() {
    this.stream?.close();
    this.stream = null;
  }

  take(frame) {
    const bytes = bytesOf(frame.panel);
    const values = new Float32Array(bytes.buffer);
    const before = this.frames[this.frames.length - 1];
    this.frames.push({ ...frame, values, lines: frame.lines ?? before?.lines ?? [] });
    this.tell("frame");
  }

  get reached() {
    return this.years[Math.max(this.frames.length - 1, 0)];
  }

  /** @param {number} year @returns {any} the frame of a year, or the last one before it */
  at(year) {
    return this.frames[Math.min(this.years.indexOf(year), this.frames.length - 1)] ?? null;
  }
}

/** @returns {number} what almost all values lie below: single cells must not make all others alike */
function bulk(values) {
  const known = [...values].filter(Number.isFinite).sort((x, y) => x - y);
  return known.length ? known[Math.floor(0.995 * (known.length - 1))] : 0;
}

/** @param {number} value @returns {number} the next round number above it */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 7.5].find((n) => n * power >= value) ?? 10) * power;
}

/**
 * @param {any} data @param {import("segsim/state").State} state
 * @returns {Promise<any>} a source that changes as frames come
 */
export async function live(data, state) {
  const { years } = data, cells = data.districts.length;
  const followers = [];
  const tell = (what) => {
    widen(what);
    document.documentElement.dataset.frames = String(Number(document.documentElement.dataset.frames ?? 0) + 1);
    for (const follower of followers) follower(new Set([what]));
  };
  const sides = [new Side(years, tell), new Side(years, tell)];
  const moved = () => Object.keys(state.shown.levers).length > 0;
  const side = (scenario) => (scenario === 1 && moved() ? sides[1] : sides[0]);
  const query = (levers) => new URLSearchParams({ years: String(years.length - 1), ...levers }).toString();

  // Common limits: they grow with what has been seen, on both sides, in steps.
  const usual = data.variables.map(({ high, reach }) => ({ high, reach }));
  const see = (frame, beside) => {
    let grown = false;
    data.variables.forEach((variable, k) => {
      const mine = frame.values.subarray(k * cells, (k + 1) * cells);
      const high = bulk(mine), apart = beside ? bulk(mine.map((v, c) => Math.abs(v - beside.values[k * cells + c]))) : 0;
      if (high > variable.high) [variable.high, grown] = [roundUp(high), true];
      if (apart > variable.reach) [variable.reach, grown] = [roundUp(apart), true];
    });
    return grown;
  };
  const widen = (what) => {
    if (what !== "frame") return;
    const [a, b] = sides.map((one) => one.frames[one.frames.length - 1]);
    const beside = b && sides[0].frames[years.indexOf(b.year)];
    const grown = [a && see(a, null), b && see(b, beside)];
    if (grown.some(Boolean)) for (const follower of followers) follower(new Set(["limits"]));
  };
  const narrow = () => { // what an earlier lever had stretched
    data.variables.forEach((variable, k) => Object.assign(variable, usual[k]));
    for (const frame of sides[0].frames) see(frame, null);
    for (const follower of followers) follower(new Set(["limits"]));
  };

  let timer = 0;
  state.listen((changed) => {
    if (!changed.has("levers")) return;
    window.clearTimeout(timer);
    if (!moved()) {
      sides[1].close();
      Object.assign(sides[1], { frames: [], problem: "" });
      narrow();
      return tell("frame");
    }
    timer = window.setTimeout(() => {
      narrow();
      sides[1].open(query(state.shown.levers));
    }, PAUSE);
  });
  sides[0].open(query({}));
  if (moved()) sides[1].open(query(state.shown.levers));
  window.addEventListener("pagehide", () => sides.forEach((one) => one.close()));

  const number = (k, frame) => {
    const value = frame?.indicators[data.figures[k].address];
    return value === undefined ? null : value;
  };
  const reached = () => Math.min(sides[0].reached, side(1).reached);
  return {
    live: true, single: true, years, scenarios: data.scenarios, figures: data.figures, variables: data.variables,
    reached,
    mapYear: (year) => Math.min(year, reached()), // both sides show the same year
    values: (scenario, year, variable) => {
      const frame = side(scenario).at(Math.min(year, reached()));
      return frame ? frame.values.subarray(variable * cells, (variable + 1) * cells) : null;
    },
    agree: () => null,
    levels: (scenario, k) => side(scenario).frames.map((frame) => [number(k, frame), null, null]),
    change: (a, b, k, year) => {
      const place = years.indexOf(year);
      const [first, second] = [side(a).frames[place], side(b).frames[place]].map((frame) => number(k, frame));
      return first === null || second === null ? null : [second - first, null, null];
    },
    range: () => null,
    lines: (scenario, year) => (side(scenario).at(Math.min(year, reached()))?.lines ?? []).filter((line) => line.opens <= year),
    same: () => !moved(),
    command: () => side(1).command,
    problem: () => sides[1].problem || sides[0].problem,
    frames: () => sides.map((one) => one.frames.map(({ year, indicators }) => ({ year, indicators }))),
    follow: (follower) => followers.push(follower),
  };
}
