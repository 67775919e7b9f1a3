// Numbers from the compressed text in which the page carries them.

/** @param {string} text base64 of gzip @returns {Promise<ArrayBuffer>} */
export async function unpacked(text) {
  const bytes = bytesOf(text);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
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
