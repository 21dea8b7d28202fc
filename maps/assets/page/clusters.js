// Clusters of points: a grid in screen pixels, then close cells are merged, the larger first. Linear
// in the number of points, so it needs no index and follows every filter and step at once.
(function (parts) {
  "use strict";

  const CELL = 64;

  // `points` is {x, y, codes, n} in pixels of the world at the map's zoom; `accept(code)` filters.
  function cluster(points, accept, bounds, nCategories) {
    const cells = new Map();
    const west = Math.floor(bounds.min.x / CELL - 1) * CELL;
    const north = Math.floor(bounds.min.y / CELL - 1) * CELL;
    const east = Math.ceil(bounds.max.x / CELL + 1) * CELL;
    const south = Math.ceil(bounds.max.y / CELL + 1) * CELL;
    const width = Math.ceil((east - west) / CELL);
    for (let i = 0; i < points.n; i += 1) {
      const code = points.codes[i];
      if (!accept[code]) continue;
      const x = points.x[i] * points.scale;
      const y = points.y[i] * points.scale;
      if (x < west || x >= east || y < north || y >= south) continue;
      const key = Math.floor((y - north) / CELL) * width + Math.floor((x - west) / CELL);
      let cell = cells.get(key);
      if (cell === undefined) {
        cell = { x: 0, y: 0, n: 0, counts: new Array(nCategories).fill(0), first: i, minX: x, maxX: x, minY: y, maxY: y };
        cells.set(key, cell);
      }
      cell.x += x;
      cell.y += y;
      cell.n += 1;
      cell.counts[code] += 1;
      if (x < cell.minX) cell.minX = x; else if (x > cell.maxX) cell.maxX = x;
      if (y < cell.minY) cell.minY = y; else if (y > cell.maxY) cell.maxY = y;
    }
    return merge([...cells.values()]);
  }

  const radiusOf = (n) => 11 + 3 * Math.log10(n) ** 1.3;

  function merge(cells) {
    cells.sort((a, b) => b.n - a.n || a.first - b.first);
    const kept = [];
    for (const cell of cells) {
      const x = cell.x / cell.n;
      const y = cell.y / cell.n;
      const near = kept.find((other) => {
        const reach = radiusOf(other.n) + radiusOf(cell.n) - 2;
        const dx = other.x / other.n - x;
        const dy = other.y / other.n - y;
        return dx * dx + dy * dy < reach * reach;
      });
      if (near === undefined) kept.push(cell);
      else absorb(near, cell);
    }
    return kept;
  }

  function absorb(into, cell) {
    into.x += cell.x;
    into.y += cell.y;
    into.n += cell.n;
    cell.counts.forEach((count, code) => { into.counts[code] += count; });
    into.minX = Math.min(into.minX, cell.minX);
    into.maxX = Math.max(into.maxX, cell.maxX);
    into.minY = Math.min(into.minY, cell.minY);
    into.maxY = Math.max(into.maxY, cell.maxY);
  }

  // A ring with the shares of the categories around the number of points.
  function draw(context, item, x, y, categories, paper, ink) {
    const radius = radiusOf(item.n);
    context.beginPath();
    context.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
    context.fillStyle = paper;
    context.fill();
    let angle = -Math.PI / 2;
    item.counts.forEach((count, code) => {
      if (!count) return;
      const end = angle + 2 * Math.PI * count / item.n;
      context.beginPath();
      context.moveTo(x, y);
      context.arc(x, y, radius, angle, end);
      context.closePath();
      context.fillStyle = categories[code].fill;
      context.fill();
      angle = end;
    });
    context.beginPath();
    context.arc(x, y, radius * 0.72, 0, 2 * Math.PI);
    context.fillStyle = paper;
    context.fill();
    context.fillStyle = ink;
    context.font = `600 ${Math.max(10, Math.min(13, radius * 0.62))}px sans-serif`;
    context.fillText(short(item.n), x, y + 0.5);
  }

  function short(n) {
    if (n < 10000) return String(n);
    return parts.text.language === "zh" ? `${(n / 10000).toFixed(1)}万` : `${(n / 1000).toFixed(0)}k`;
  }

  parts.clusters = { cluster, draw, radiusOf };
})(window.quanmapParts);
