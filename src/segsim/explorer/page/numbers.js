// How numbers are written in a language; the same rules as segsim/texts/numbers.py.

/**
 * @typedef {{point: string, thousands: string, between: string}} Marks
 * @typedef {{
 *   number: (value: number | null, digits?: number, sign?: boolean) => string,
 *   interval: (low: number | null, high: number | null, digits: number, sign?: boolean) => string,
 *   inUnit: (value: number | null, unit: string, digits: number, sign?: boolean) => string,
 * }} Numbers
 */

const MINUS = "\u2212", NO_BREAK = "\u00a0", MISSING = "–";

/** @param {number | null | undefined} value @returns {value is number} */
export const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** @param {Marks} marks @returns {Numbers} */
export function numbers(marks) {
  const number = (value, digits = 0, sign = false) => {
    if (!known(value)) return MISSING;
    const fixed = Math.abs(value).toFixed(digits); // exact, halves away from zero
    const [whole, decimals] = fixed.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, marks.thousands);
    const text = decimals ? grouped + marks.point + decimals : grouped;
    if (Number(fixed) === 0) return text;
    return (value < 0 ? MINUS : sign ? "+" : "") + text;
  };
  const interval = (low, high, digits, sign = false) =>
    known(low) && known(high)
      ? `[${number(low, digits, sign)}${marks.between}${number(high, digits, sign)}]`
      : "";
  const inUnit = (value, unit, digits, sign = false) => {
    if (!known(value)) return MISSING;
    if (unit === "share") return `${number(100 * value, digits, sign)}${NO_BREAK}%`;
    return number(value, digits, sign);
  };
  return { number, interval, inUnit };
}
