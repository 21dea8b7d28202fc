// Lengths and areas on the WGS 84 ellipsoid.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  const A = 6378137;
  const F = 1 / 298.257223563;
  const E2 = F * (2 - F);
  const radians = (degrees) => degrees * Math.PI / 180;

  // Lambert's formula (1942) on reduced latitudes: metres off at thousands of kilometres.
  function distance(from, to) {
    const b1 = Math.atan((1 - F) * Math.tan(radians(from.lat)));
    const b2 = Math.atan((1 - F) * Math.tan(radians(to.lat)));
    const halfX = radians(to.lng - from.lng) / 2;
    const h = Math.sin((b2 - b1) / 2) ** 2 + Math.cos(b1) * Math.cos(b2) * Math.sin(halfX) ** 2;
    if (h === 0) return 0;
    const angle = 2 * Math.asin(Math.min(1, Math.sqrt(h)));
    const p = (b1 + b2) / 2;
    const q = (b2 - b1) / 2;
    const x = (angle - Math.sin(angle)) * Math.sin(p) ** 2 * Math.cos(q) ** 2 / Math.cos(angle / 2) ** 2;
    const y = (angle + Math.sin(angle)) * Math.cos(p) ** 2 * Math.sin(q) ** 2 / Math.sin(angle / 2) ** 2;
    return A * (angle - F / 2 * (x + y));
  }

  // The integral of the ellipsoid's area from the equator (Snyder 1987, 3-12), by longitude: exact
  // for straight lines on the cylindrical equal-area map, which at the size of a city is as good as
  // geodesics.
  const E1 = Math.sqrt(E2);
  function authalic(latitude) {
    const s = Math.sin(radians(latitude));
    return (1 - E2) * (s / (1 - E2 * s * s) + Math.log((1 + E1 * s) / (1 - E1 * s)) / (2 * E1));
  }
  function area(points) {
    let sum = 0;
    points.forEach((point, i) => {
      const next = points[(i + 1) % points.length];
      sum += radians(next.lng - point.lng) * (authalic(point.lat) + authalic(next.lat)) / 2;
    });
    return Math.abs(sum) * A * A / 2;
  }

  const lengthText = (m) => (m < 1000 ? `${text.number(m, 0)} m` : `${text.number(m / 1000, 2)} km`);
  const areaText = (m2) => (m2 < 1e5 ? `${text.number(m2, 0)} m²` : `${text.number(m2 / 1e6, 2)} km²`);

  class Measure {
    constructor(map, colors) {
      this.map = map;
      this.active = false;
      this.points = [];
      const pane = map.createPane("measure");
      pane.style.zIndex = "640";
      pane.style.pointerEvents = "none";
      this.line = L.polyline([], { pane: "measure", color: colors.ink, weight: 2.5, dashArray: "6 4", interactive: false });
      this.box = element("p", { class: "measure-box", attributes: { role: "status" } });
      this.box.hidden = true;
      map.getContainer().append(this.box);
      map.on("click", (event) => this.active && this.addPoint(event.latlng));
      map.on("dblclick", () => this.active && this.stop());
      map.getContainer().addEventListener("keydown", (event) => {
        if (!this.active) return;
        if (event.key === "Enter") this.stop();
        if (event.key === "Escape") this.clear();
      });
    }

    toggle() {
      if (this.active || this.points.length) this.clear();
      else this.start();
      return this.active;
    }

    start() {
      this.active = true;
      this.map.doubleClickZoom.disable();
      this.map.getContainer().classList.add("is-measuring");
      this.line.addTo(this.map);
      this.update();
      this.map.getContainer().focus();
    }

    addPoint(latLng) {
      this.points.push(latLng);
      this.update();
    }

    stop() {
      this.active = false;
      this.map.getContainer().classList.remove("is-measuring");
      setTimeout(() => this.map.doubleClickZoom.enable(), 300);
    }

    clear() {
      this.stop();
      this.points = [];
      this.line.remove();
      this.box.hidden = true;
    }

    update() {
      this.line.setLatLngs(this.points.length > 2 ? [...this.points, this.points[0]] : this.points);
      this.box.hidden = false;
      this.box.textContent = this.points.length < 2 ? text.message("measureHint") : this.report();
    }

    report() {
      let length = 0;
      for (let i = 1; i < this.points.length; i += 1) length += distance(this.points[i - 1], this.points[i]);
      const first = `${text.message("measureLength")} ${lengthText(length)}`;
      if (this.points.length < 3) return first;
      return `${first} · ${text.message("measureArea")} ${areaText(area(this.points))}`;
    }
  }

  parts.Measure = Measure;
  parts.geodesy = { area, distance };
})(window.quanmapParts);
