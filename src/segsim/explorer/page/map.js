// A map on a canvas: cells in colours, water, borders and lines over them, one cell marked.

import { corners } from "segsim/unpack";
import { LAND } from "segsim/colours";

const WATER = "#c6dbe8", BORDER = "rgba(255,255,255,.9)", RAIL = "#1b1b1b";

/**
 * @typedef {{box: number[], kind: string, cells: number[][][],
 *   districts: {name: string, shape: number[][]}[], water: number[][][]}} Drawn
 * @typedef {{name: string, opens: number, stops: any[]}} Line
 */

/** The geometry of a city, shared by its maps. */
export class Geometry {
  /** @param {Drawn} drawn */
  constructor(drawn) {
    this.kind = drawn.kind;
    const rings = (shape) => shape.map(corners);
    this.cells = drawn.cells.map(rings);
    this.districts = drawn.districts.map((district) => rings(district.shape));
    this.water = drawn.water.map(rings);
    this.centres = this.cells.map(centre);
    const [left, bottom, right, top] = drawn.box;
    this.left = left;
    this.bottom = bottom;
    this.right = right;
    this.top = top;
  }

  /** @returns {number} height of a map for each unit of its width */
  get height() {
    return (this.top - this.bottom) / (this.right - this.left);
  }

  /** @param {number} cell @param {string} key an arrow key @returns {number} the next cell there */
  next(cell, key) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
    const [x, y] = this.centres[cell];
    let best = cell, least = Infinity;
    this.centres.forEach(([cx, cy], k) => {
      const along = (cx - x) * dx + (cy - y) * dy, across = Math.abs((cx - x) * dy + (cy - y) * dx);
      if (k === cell || along <= 0 || across > along * 1.2) return;
      const far = along + 2 * across;
      if (far < least) [best, least] = [k, far];
    });
    return best;
  }
}

function centre(rings) {
  const ring = rings[0];
  const sum = ring.reduce(([x, y], [cx, cy]) => [x + cx, y + cy], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}

/** One map; the same geometry may be drawn on several. */
export class CityMap {
  /** @param {HTMLCanvasElement} canvas @param {Geometry} geometry */
  constructor(canvas, geometry) {
    this.canvas = canvas;
    this.geometry = geometry;
    this.width = 0;
    this.ratio = 1;
    /** @type {Path2D[]} */
    this.cells = [];
    /** @type {Path2D[]} */
    this.water = [];
    /** @type {Path2D[]} */
    this.borders = [];
  }

  /** Fit the map to the width of its place. @returns {boolean} whether there is a place */
  fit() {
    const width = Math.round(this.canvas.clientWidth), ratio = window.devicePixelRatio || 1;
    if (!width) return false;
    if (width === this.width && ratio === this.ratio) return true;
    this.width = width;
    this.ratio = ratio;
    const height = Math.round(width * this.geometry.height);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const { left, top, right } = this.geometry;
    const factor = (width * ratio) / (right - left);
    this.at = ([x, y]) => [(x - left) * factor, (top - y) * factor];
    const paths = (shapes) => shapes.map((rings) => this.path(rings));
    this.cells = paths(this.geometry.cells);
    this.water = paths(this.geometry.water);
    this.borders = paths(this.geometry.districts);
    return true;
  }

  path(rings, closed = true) {
    const path = new Path2D();
    for (const ring of rings) {
      ring.forEach((corner, k) => {
        const [x, y] = this.at(corner);
        if (k) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
      if (closed) path.closePath();
    }
    return path;
  }

  /**
   * @param {(cell: number) => string} colour
   * @param {Line[]} lines those that are open
   * @param {number | null} marked
   */
  draw(colour, lines, marked) {
    if (!this.fit()) return;
    const pen = this.canvas.getContext("2d"), ratio = this.ratio;
    pen.fillStyle = LAND;
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    pen.fillStyle = WATER;
    for (const path of this.water) pen.fill(path, "evenodd");
    pen.lineWidth = 0.6 * ratio;
    this.cells.forEach((path, cell) => {
      pen.fillStyle = pen.strokeStyle = colour(cell);
      pen.fill(path, "evenodd");
      pen.stroke(path); // no seams between neighbours
    });
    pen.strokeStyle = BORDER;
    pen.lineWidth = ratio;
    for (const path of this.borders) pen.stroke(path);
    for (const line of lines) this.rail(pen, line);
    if (marked !== null && this.cells[marked]) this.mark(pen, marked);
  }

  rail(pen, line) {
    const parts = Array.isArray(line.stops[0]?.[0]) ? line.stops : [line.stops];
    const path = this.path(parts, false);
    pen.lineJoin = pen.lineCap = "round";
    const stroke = (colour, width) => {
      pen.strokeStyle = colour;
      pen.lineWidth = width * this.ratio;
      pen.stroke(path);
    };
    stroke("#ffffff", 3.6);
    stroke(RAIL, 1.6);
  }

  mark(pen, cell) {
    pen.lineJoin = "round";
    const stroke = (colour, width) => {
      pen.strokeStyle = colour;
      pen.lineWidth = width * this.ratio;
      pen.stroke(this.cells[cell]);
    };
    stroke("#ffffff", 5);
    stroke("#000000", 2.2);
  }

  /** @param {{offsetX: number, offsetY: number}} event @returns {number | null} the cell there */
  cellAt(event) {
    const pen = this.canvas.getContext("2d");
    const x = event.offsetX * this.ratio, y = event.offsetY * this.ratio;
    const found = this.cells.findIndex((path) => pen.isPointInPath(path, x, y, "evenodd"));
    return found < 0 ? null : found;
  }
}
