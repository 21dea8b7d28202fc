// The compact codings of maps/encoding.py, read back.
(function (parts) {
  "use strict";

  const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  const SCALE = 1e-6;
  const ABSENT = 255;
  const CODE = new Uint8Array(128).fill(ABSENT);
  for (let i = 0; i < ALPHABET.length; i += 1) CODE[ALPHABET.charCodeAt(i)] = i;

  function codes(coded) {
    const out = new Uint16Array(coded.length);
    if (typeof coded === "string") {
      for (let i = 0; i < coded.length; i += 1) out[i] = CODE[coded.charCodeAt(i)];
    } else {
      for (let i = 0; i < coded.length; i += 1) out[i] = coded[i] < 0 ? ABSENT : coded[i];
    }
    return out;
  }

  function deltas(coded) {
    const out = new Float64Array(coded.length);
    let sum = 0;
    for (let i = 0; i < coded.length; i += 1) {
      sum += coded[i];
      out[i] = sum;
    }
    return out;
  }

  function degrees(coded) {
    const out = deltas(coded);
    for (let i = 0; i < out.length; i += 1) out[i] *= SCALE;
    return out;
  }

  // A flat line of [x, y, dx, dy, ...] as Leaflet's [latitude, longitude] pairs.
  function line(flat) {
    const out = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      out.push([y * SCALE, x * SCALE]);
    }
    return out;
  }

  const polygons = (coded) => coded.map((rings) => rings.map(line));

  // The codes of a layer at each step. Steps hold only what changed, so they are applied in turn.
  function stepCodes(layer) {
    const steps = [codes(layer.codes)];
    for (const change of layer.changes) {
      const next = steps[steps.length - 1].slice();
      const at = deltas(change.at);
      const to = codes(change.to);
      for (let i = 0; i < at.length; i += 1) next[at[i]] = to[i];
      steps.push(next);
    }
    return (step) => steps[Math.min(step, steps.length - 1)];
  }

  // Names as a list, their shared endings put back.
  function names(coded) {
    if (Array.isArray(coded)) return coded;
    const code = codes(coded.codes);
    return coded.stems.map((stem, i) => (code[i] === ABSENT ? stem : stem + coded.endings[code[i]]));
  }

  function fieldValue(field, index) {
    if (!field.choices) return field.values[index];
    const code = typeof field.values === "string"
      ? CODE[field.values.charCodeAt(index)] : field.values[index];
    return field.choices[code];
  }

  // Web Mercator at zoom 0, 256 units wide, the plane in which Leaflet counts pixels.
  const worldX = (longitude) => (longitude / 360 + 0.5) * 256;
  function worldY(latitude) {
    const sine = Math.sin(latitude * Math.PI / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
  }

  parts.decode = { ABSENT, codes, degrees, fieldValue, line, names, polygons, stepCodes, worldX, worldY };
})(window.quanmapParts);
