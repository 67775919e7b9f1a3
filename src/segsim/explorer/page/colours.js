// The colour of a value, as Matplotlib gives it: 256 steps, what is outside takes that of the end.

export const EMPTY = "#d4d4d0", LAND = "#f2f2ef", INK = "#222222";

/** @param {string} steps hexadecimal digits @returns {string[]} */
export const scale = (steps) => steps.match(/.{6}/g).map((colour) => `#${colour}`);

/**
 * @param {string[]} colours
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function colourOf(colours, value, low, high) {
  if (!Number.isFinite(value)) return EMPTY;
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const step = Math.floor(share * colours.length);
  return colours[Math.min(Math.max(step, 0), colours.length - 1)];
}
