// Points on a canvas by keyboard: Enter on the map takes up the point nearest to its middle, arrow
// keys go from point to point, Enter opens one, Escape puts it down.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const EDGE_PX = 6;
  const PAN = 0.4;

  class PointFocus {
    constructor(pageView) {
      this.pageView = pageView;
      this.map = pageView.map;
      this.current = null;
      this.status = element("p", { class: "visually-hidden", attributes: { role: "status" } });
      pageView.find(".map-frame").append(this.status);
      parts.createPane(this.map, "point-focus", 640);
      this.ring = L.marker([0, 0], {
        pane: "point-focus", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "point-focus", iconSize: [26, 26] }),
      });
      const container = this.map.getContainer();
      // Before Leaflet, whose arrow keys move the map.
      container.addEventListener("keydown", (event) => this.onKey(event), true);
      container.addEventListener("blur", () => this.leaveSoon(), true);
      this.map.on("zoomend", () => this.leave());
    }

    onKey(event) {
      const container = this.map.getContainer();
      if (event.target !== container || container.classList.contains("is-measuring")) return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (!this.act(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    act(key) {
      if (!this.current) return key === "Enter" && this.enter();
      if (DIRECTIONS[key]) this.go(DIRECTIONS[key]);
      else if (key === "Enter" || key === " ") this.open();
      else if (key === "Escape") this.leave();
      else return false;
      return true;
    }

    // What can be focused now, in pixels of the map's window.
    candidates() {
      const size = this.map.getSize();
      const corner = this.map.containerPointToLayerPoint([0, 0]);
      const found = [];
      for (const view of this.pageView.views) {
        if (!view.targets || !view.shown) continue;
        for (const target of view.targets()) {
          const x = target.x - corner.x;
          const y = target.y - corner.y;
          if (x < EDGE_PX || y < EDGE_PX || x > size.x - EDGE_PX || y > size.y - EDGE_PX) continue;
          found.push({ view, hit: target.hit, x, y });
        }
      }
      return found;
    }

    enter() {
      const middle = this.map.getSize().divideBy(2);
      return this.take(nearest(this.candidates(), (c) => Math.hypot(c.x - middle.x, c.y - middle.y)));
    }

    go(direction) {
      if (this.take(this.next(direction))) return;
      const size = this.map.getSize();
      this.map.panBy([direction[0] * size.x * PAN, direction[1] * size.y * PAN], { animate: false });
      this.take(this.next(direction));
    }

    // The nearest in a direction; what lies aside counts twice.
    next([dx, dy]) {
      const from = this.map.latLngToContainerPoint(this.ring.getLatLng());
      return nearest(this.candidates(), (c) => {
        const along = (c.x - from.x) * dx + (c.y - from.y) * dy;
        const aside = Math.abs((c.x - from.x) * dy) + Math.abs((c.y - from.y) * dx);
        return along > 0.5 && aside <= 2 * along ? along + 2 * aside : Infinity;
      });
    }

    take(found) {
      if (!found) return false;
      this.current = found;
      this.ring.setLatLng(this.map.containerPointToLatLng([found.x, found.y])).addTo(this.map);
      this.status.textContent = this.describe();
      return true;
    }

    describe() {
      const { view, hit } = this.current;
      if (hit.cluster) return `${text.number(hit.cluster.item.n, 0)} ${text.message("clusterOf")}`;
      const name = text.of(view.layer.names[hit.index]) || text.of(view.layer.name);
      const category = view.categoryOf(hit.index);
      return category ? `${name}, ${text.of(category.name)}` : name;
    }

    open() {
      const { view, hit } = this.current;
      if (hit.cluster) {
        view.zoomTo(hit);
        this.enter();
        return;
      }
      parts.popup.open(this.map, view.layer, hit.index, view.latLng(hit.index), view.categoryOf(hit.index));
    }

    // Focus that goes into the popup of a point comes back to it.
    leaveSoon() {
      setTimeout(() => {
        const frame = this.pageView.find(".map-frame");
        if (!frame.contains(document.activeElement)) this.leave();
      }, 0);
    }

    leave() {
      this.current = null;
      this.ring.remove();
      this.status.textContent = "";
    }
  }

  function nearest(found, distance) {
    let best = null;
    let least = Infinity;
    for (const candidate of found) {
      const d = distance(candidate);
      if (d < least) {
        least = d;
        best = candidate;
      }
    }
    return best;
  }

  parts.PointFocus = PointFocus;
})(window.quanmapParts);
