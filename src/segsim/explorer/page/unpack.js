// Numbers from the compressed text in which the page carries them.

/** @param {string} text base64 of gzip @returns {Promise<ArrayBuffer>} */
export async function unpacked(text) {
  const bytes = bytesOf(text);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}

/**
 * The numbers of a panel, in the order in which they are asked for.
 * @param {string} text all first bytes, then all second ones, …: [variable, cell, year, scenario]
 * @param {number[]} shape scenarios, years, variables, cells
 * @returns {Promise<Float32Array>} [scenario, year, variable, cell]
 */
export async function unpackedPanel(text, [scenarios, years, variables, cells]) {
  const planes = new Uint8Array(await unpacked(text)), count = planes.length / 4;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < 4; plane++) {
    for (let k = 0; k < count; k++) bytes[4 * k + plane] = planes[plane * count + k];
  }
  const packed = new Float32Array(bytes.buffer), values = new Float32Array(count);
  let k = 0;
  for (let variable = 0; variable < variables; variable++) {
    for (let cell = 0; cell < cells; cell++) {
      for (let year = 0; year < years; year++) {
        for (let scenario = 0; scenario < scenarios; scenario++) {
          values[((scenario * years + year) * variables + variable) * cells + cell] = packed[k++];
        }
      }
    }
  }
  return values;
}

/** @param {string} text base64 @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let k = 0; k < raw.length; k++) bytes[k] = raw.charCodeAt(k);
  return bytes;
}

/** @param {number[]} steps @returns {[number, number][]} the corners of a ring, metres */
export function corners(steps) {
  const ring = [];
  let x = 0, y = 0;
  for (let k = 0; k < steps.length; k += 2) {
    x += steps[k];
    y += steps[k + 1];
    ring.push([x, y]);
  }
  return ring;
}
