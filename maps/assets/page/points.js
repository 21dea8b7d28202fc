// Points on one canvas: never one object per point.
(function (parts) {
  "use strict";

  const { decode } = parts;

  const PointCanvas = L.Renderer.extend({
    initialize(view, pane) {
      L.Renderer.prototype.initialize.call(this, { padding: 0.15, pane });
      this.view = view;
      this._layers = {};
    },
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.ceil(size.x * ratio);
      canvas.height = Math.ceil(size.y * ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._context.setTransform(ratio, 0, 0, ratio, -this._bounds.min.x * ratio, -this._bounds.min.y * ratio);
      this.view.draw(this._context, this._bounds);
    },
    redraw() {
      if (this._map) this._update();
    },
  });

  class PointView {
    constructor(map, layer, order, side, colors) {
      this.map = map;
      this.layer = layer;
      this.colors = colors;
      this.shown = layer.show;
      this.step = 0;
      this.codesAt = decode.stepCodes(layer);
      this.longitudes = decode.degrees(layer.x);
      this.latitudes = decode.degrees(layer.y);
      this.n = this.longitudes.length;
      this.worldX = this.longitudes.map(decode.worldX);
      this.worldY = this.latitudes.map(decode.worldY);
      // One more entry than there are codes: an absent point is never accepted.
      this.accept = new Uint8Array(256);
      layer.categories.forEach((category, code) => { this.accept[code] = category.show ? 1 : 0; });
      this.visible = new Int32Array(this.n);
      this.nVisible = 0;
      this.clusters = [];
      this.mode = "points";
      const pane = parts.createPane(map, `points-${order}`, 400 + order, side);
      map.getPane(pane).style.pointerEvents = "none";
      this.canvas = new PointCanvas(this, pane);
      if (this.shown) this.canvas.addTo(map);
    }

    radius() {
      const usual = Math.max(1.9, Math.min(7.5, 3.2 + (this.map.getZoom() - 11) * 0.8));
      return this.n < 300 ? Math.max(usual, 3.4) : usual;
    }

    draw(context, bounds) {
      const scale = 2 ** this.map.getZoom();
      const origin = this.map.getPixelOrigin();
      const codes = this.codesAt(this.step);
      const west = bounds.min.x + origin.x;
      const east = bounds.max.x + origin.x;
      const north = bounds.min.y + origin.y;
      const south = bounds.max.y + origin.y;
      let n = 0;
      for (let i = 0; i < this.n; i += 1) {
        if (!this.accept[codes[i]]) continue;
        const x = this.worldX[i] * scale;
        if (x < west || x > east) continue;
        const y = this.worldY[i] * scale;
        if (y < north || y > south) continue;
        this.visible[n] = i;
        n += 1;
      }
      this.nVisible = n;
      this.clusters = [];
      context.clearRect(bounds.min.x, bounds.min.y, east - west, south - north);
      const limit = this.layer.clusterAbove;
      this.mode = limit > 0 && n > limit ? "clusters" : "points";
      if (this.mode === "clusters") this.drawClusters(context, scale, origin, codes, bounds);
      else this.drawPoints(context, scale, origin, codes);
    }

    // Each category is drawn once and stamped, in the order of the points: where they lie dense,
    // neither hides the other and what is seen has the shares of what is there.
    drawPoints(context, scale, origin, codes) {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const stamps = this.layer.categories.map((category) => this.stamp(category, ratio));
      for (let k = 0; k < this.nVisible; k += 1) {
        const i = this.visible[k];
        const stamp = stamps[codes[i]];
        const side = stamp.width / ratio;
        context.drawImage(stamp, this.worldX[i] * scale - origin.x - side / 2,
          this.worldY[i] * scale - origin.y - side / 2, side, side);
      }
    }

    stamp(category, ratio) {
      const base = this.radius();
      const radius = base * category.scale;
      const isRing = category.shape === "ring";
      const stamp = document.createElement("canvas");
      stamp.width = Math.ceil((radius * 1.2 + 2) * 2 * ratio);
      stamp.height = stamp.width;
      const context = stamp.getContext("2d");
      context.scale(ratio, ratio);
      context.beginPath();
      parts.symbols.trace(context, category.shape, stamp.width / ratio / 2, stamp.width / ratio / 2, radius);
      context.fillStyle = isRing ? category.edge : category.fill;
      context.strokeStyle = isRing ? category.fill : category.edge;
      context.lineWidth = isRing ? 2.2 : Math.min(1.2, base * 0.22);
      context.fill();
      if (isRing || base >= 2.8) context.stroke();
      return stamp;
    }

    drawClusters(context, scale, origin, codes, bounds) {
      const world = { min: bounds.min.add(origin), max: bounds.max.add(origin) };
      const points = { x: this.worldX, y: this.worldY, codes, n: this.n, scale };
      const items = parts.clusters.cluster(points, this.accept, world, this.layer.categories.length);
      context.textAlign = "center";
      context.textBaseline = "middle";
      for (const item of items) {
        const x = item.x / item.n - origin.x;
        const y = item.y / item.n - origin.y;
        parts.clusters.draw(context, item, x, y, this.layer.categories, this.colors.paper, this.colors.ink);
        this.clusters.push({ item, x, y, radius: parts.clusters.radiusOf(item.n) });
      }
    }

    // What lies under a layer point: {index} or {cluster}, or null.
    pick(point) {
      if (!this.shown) return null;
      if (this.mode === "clusters") {
        const hit = this.clusters.find((c) => Math.hypot(c.x - point.x, c.y - point.y) <= c.radius + 1);
        return hit ? { cluster: hit } : null;
      }
      const scale = 2 ** this.map.getZoom();
      const origin = this.map.getPixelOrigin();
      let best = null;
      let least = (this.radius() + 4) ** 2;
      for (let k = this.nVisible - 1; k >= 0; k -= 1) {
        const i = this.visible[k];
        const dx = this.worldX[i] * scale - origin.x - point.x;
        const dy = this.worldY[i] * scale - origin.y - point.y;
        const square = dx * dx + dy * dy;
        if (square < least) {
          least = square;
          best = i;
        }
      }
      return best === null ? null : { index: best };
    }

    // What the focus can go to, in layer points.
    targets() {
      if (this.mode === "clusters") {
        return this.clusters.map((cluster) => ({ x: cluster.x, y: cluster.y, hit: { cluster } }));
      }
      const scale = 2 ** this.map.getZoom();
      const origin = this.map.getPixelOrigin();
      return Array.from({ length: this.nVisible }, (_, k) => {
        const index = this.visible[k];
        return { x: this.worldX[index] * scale - origin.x, y: this.worldY[index] * scale - origin.y, hit: { index } };
      });
    }

    zoomTo(hit) {
      const { item } = hit.cluster;
      const corner = (x, y) => this.map.unproject(L.point(x, y), this.map.getZoom());
      if (item.maxX - item.minX < 1 && item.maxY - item.minY < 1) {
        this.map.setView(corner(item.x / item.n, item.y / item.n), Math.min(this.map.getZoom() + 3, this.map.getMaxZoom()));
        return;
      }
      const box = L.latLngBounds(corner(item.minX, item.minY), corner(item.maxX, item.maxY));
      const target = Math.max(this.map.getBoundsZoom(box), this.map.getZoom() + 1);
      this.map.setView(box.getCenter(), Math.min(target, this.map.getMaxZoom()));
    }

    latLng(index) {
      return L.latLng(this.latitudes[index], this.longitudes[index]);
    }

    isPresent(index) {
      return this.codesAt(this.step)[index] !== decode.ABSENT;
    }

    categoryOf(index) {
      return this.layer.categories[this.codesAt(this.step)[index]];
    }

    setStep(step) {
      this.step = step;
      this.canvas.redraw();
    }

    setShown(shown) {
      this.shown = shown;
      if (shown) this.canvas.addTo(this.map);
      else this.canvas.remove();
    }

    setCategoryShown(code, shown) {
      this.accept[code] = shown ? 1 : 0;
      this.canvas.redraw();
    }

    legend() {
      return this.layer.categories.map((category, code) => ({
        icon: parts.symbols.icon(category, 12 * Math.min(category.scale, 1.4)), name: category.name, code, shown: category.show,
      }));
    }

    counts() {
      const codes = this.codesAt(this.step);
      const categories = this.layer.categories.map(() => 0);
      for (let i = 0; i < this.n; i += 1) if (codes[i] !== decode.ABSENT) categories[codes[i]] += 1;
      return {
        total: this.n, unlocated: this.layer.unlocated, drawn: this.shown ? this.nVisible : 0, categories,
        mode: this.mode, clusters: this.clusters.length,
      };
    }
  }

  parts.PointView = PointView;
})(window.quanmapParts);
