// One page of a document: its map, its figures, its tables and charts.
(function (parts) {
  "use strict";

  const { element, text } = parts;

  class PageView {
    constructor(content, page, colors, serial) {
      this.content = content;
      this.page = page;
      this.colors = colors;
      const fragment = document.getElementById("page-template").content.cloneNode(true);
      this.section = fragment.querySelector(".page");
      this.section.id = `page-${serial}`;
      this.find = (selector) => this.section.querySelector(selector);
      document.getElementById("pages").append(fragment);
      this.fillHead();
      this.map = this.createMap();
      const canCompare = content.steps.length === 2;
      this.views = page.layers.map((layer, order) =>
        createView(this.map, layer, order, canCompare && layer.changes.length ? "after" : "", colors));
      this.swipe = canCompare ? new parts.Swipe(this.map, this.find(".map-frame"), content.steps) : null;
      this.focus = new parts.PointFocus(this);
      parts.popup.attach(this.map);
      this.scaleMarkers();
      this.map.on("zoomend", () => this.scaleMarkers());
      this.fit(page.focus ? toBox(page.focus) : this.home);
      this.addControls();
      this.addFigures();
      this.map.on("click", (event) => this.onClick(event));
      if (window.matchMedia("(hover: hover)").matches) this.map.on("mousemove", (event) => this.onMove(event));
      this.map.on("zoomstart movestart", () => this.hideHover());
    }

    fillHead() {
      const { page } = this;
      const title = this.find(".page-title");
      if (page.title) {
        title.hidden = false;
        text.follow(() => { title.textContent = text.of(page.title); });
      }
      const summary = this.find(".summary");
      summary.id = `${this.section.id}-summary`;
      text.follow(() => { summary.textContent = text.of(page.summary); });
      const facts = this.find(".facts");
      facts.hidden = page.facts.length === 0;
      for (const fact of page.facts) {
        facts.append(element("div", { class: "fact" },
          element("dt", { text: () => text.of(fact.label) }),
          element("dd", { text: () => text.figure(fact.value, fact.format) }),
          fact.note ? element("dd", { class: "fact-note", text: () => text.of(fact.note) }) : null));
      }
    }

    createMap() {
      const container = this.find(".map-canvas");
      const { basemap } = this.content;
      text.follow(() => container.setAttribute("aria-label", text.message("mapLabel")));
      container.setAttribute("aria-describedby", `${this.section.id}-summary`);
      const map = L.map(container, {
        attributionControl: false, zoomControl: false, zoomSnap: basemap ? 1 : 0.25, zoomDelta: 1, wheelPxPerZoomLevel: 90,
        maxZoom: basemap ? basemap.maxZoom : 18, minZoom: 3, fadeAnimation: false, closePopupOnClick: true,
      });
      if (basemap) L.tileLayer(basemap.url, { subdomains: basemap.subdomains, maxZoom: basemap.maxZoom }).addTo(map);
      L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
      this.home = toBox(this.page.bounds || this.content.bounds);
      // A first view before the layers are made: labels and canvases need one.
      map.fitBounds(this.home, { animate: false });
      return map;
    }

    // Markers shrink when far, so that they do not hide whom they reach: of a whole city, a
    // kilometre is a few pixels.
    scaleMarkers() {
      const scale = Math.max(0.34, Math.min(1, 0.34 + (this.map.getZoom() - 9) * 0.22));
      this.map.getContainer().style.setProperty("--marker-scale", scale.toFixed(2));
    }

    fit(bounds) {
      // The panel covers the right side on wide screens.
      const wide = this.find(".map-canvas").clientWidth > 900;
      this.map.fitBounds(bounds, { animate: false, maxZoom: 16, paddingTopLeft: [20, 24], paddingBottomRight: [wide ? 250 : 20, 24] });
    }

    addControls() {
      parts.buttons.build(this.map, this.find(".map-frame"), () => this.fit(this.home), this.colors);
      parts.panel.build(this.find(".map-panel"), this.views, () => Boolean(this.swipe && this.swipe.active));
      parts.search.build(this.find(".map-search"), this.map, this.views);
      parts.overview.build(this.find(".map-overview"), this.map, this.views);
      const caption = this.find(".map-caption");
      text.follow(() => { caption.textContent = parts.sources(this.content); });
    }

    addFigures() {
      const { page } = this;
      const goTo = (bounds, target) => {
        this.find(".map-frame").scrollIntoView({ block: "nearest" });
        const view = target && this.views.find((one) => one.layer.id === target[0]);
        const isDrawn = view && view.shown && (!view.isPresent || view.isPresent(target[1]));
        if (isDrawn) parts.search.show(this.map, view, target[1]);
        else this.map.fitBounds(toBox(bounds), { padding: [16, 16], animate: false });
      };
      this.charts = page.charts.map((chart) => parts.chart.build(this.find(".charts"), chart, this.content.seriesColors));
      this.tables = page.tables.map((table) => parts.table.build(this.find(".tables"), table, page.title, goTo));
    }

    // Points lie over areas, so they are asked first.
    pick(point) {
      const isBefore = this.swipe && this.swipe.isBefore(this.map.layerPointToContainerPoint(point));
      for (const view of this.views.map((one) => (isBefore && one.twin) || one).reverse()) {
        const hit = view.pick && view.pick(point);
        if (hit) return { view, hit };
      }
      return null;
    }

    onClick(event) {
      const area = this.map.pickedArea;
      this.map.pickedArea = null;
      if (this.map.getContainer().classList.contains("is-measuring")) return;
      const found = this.pick(event.layerPoint);
      if (found && found.hit.cluster) found.view.zoomTo(found.hit);
      else if (found) {
        const { index } = found.hit;
        parts.popup.open(this.map, found.view.layer, index, found.view.latLng(index), found.view.categoryOf(index));
      } else if (area) parts.popup.open(this.map, area.view.layer, area.index, event.latlng);
    }

    onMove(event) {
      const found = this.pick(event.layerPoint);
      this.map.getContainer().classList.toggle("is-over-point", Boolean(found));
      if (!found) {
        this.hideHover();
        return;
      }
      const content = found.hit.cluster
        ? `${text.number(found.hit.cluster.item.n, 0)} ${text.message("clusterOf")}`
        : text.of(found.view.layer.names[found.hit.index]);
      if (!this.hover) this.hover = L.tooltip({ direction: "top", offset: [0, -8], className: "hover-name", opacity: 1 });
      this.hover.setLatLng(event.latlng).setContent(parts.passing("bdi", "", content)).addTo(this.map);
    }

    hideHover() {
      if (this.hover) this.hover.remove();
    }

    // Draws what is before beside what is after, or puts the second picture away.
    compare(active) {
      if (!this.swipe) return;
      this.views.forEach((view, order) => {
        if (!view.layer.changes.length) return;
        if (active && !view.twin) view.twin = createView(this.map, this.page.layers[order], order, "before", this.colors);
        if (!view.twin) return;
        if (view.accept) view.twin.accept = view.accept.slice();
        view.twin.setShown(active && view.shown);
      });
      this.swipe.setActive(active);
    }

    setStep(step) {
      this.map.closePopup();
      this.focus.leave();
      this.views.forEach((view) => view.setStep(step));
      this.tables.forEach((table) => table.setStep(step));
      this.charts.forEach((chart) => chart.setStep(step));
    }
  }

  const toBox = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

  // `side` names the half of a comparison that a layer belongs to, if any.
  function createView(map, coded, order, side, colors) {
    const layer = Object.assign({}, coded, { names: parts.decode.names(coded.names) });
    if (layer.type === "areas") return new parts.AreaView(map, layer, order, side);
    if (layer.type === "lines") return new parts.LineView(map, layer, order, side);
    return layer.isMarker ? new parts.MarkerView(map, layer, order, side) : new parts.PointView(map, layer, order, side, colors);
  }

  parts.PageView = PageView;
})(window.quanmapParts);
