// Areas: SVG paths, so that they can be hatched, reached by the keyboard and printed sharp.
(function (parts) {
  "use strict";

  const { decode, text } = parts;

  class AreaView {
    constructor(map, layer, order, side) {
      this.map = map;
      this.layer = layer;
      this.shown = layer.show;
      this.codesAt = decode.stepCodes(layer);
      this.fills = layer.classes.map((style) => parts.symbols.areaFill(style));
      this.paneName = parts.createPane(map, `areas-${order}`, 300 + order, side);
      this.renderer = L.svg({ pane: this.paneName, padding: 0.4 });
      this.paths = layer.geometries.map((coded, index) => this.createPath(coded, index));
      if (!map.getPane("labels")) map.createPane("labels").style.zIndex = "550";
      map.getPane("labels").style.pointerEvents = "none";
      this.labels = layer.labels.length ? this.createLabels() : [];
      this.step = 0;
      map.on("zoomend", () => this.placeLabels());
      this.setStep(0);
    }

    createPath(coded, index) {
      if (coded.length === 0) return null;
      const path = L.polygon(decode.polygons(coded), {
        renderer: this.renderer, pane: this.paneName, interactive: this.layer.isInteractive,
        smoothFactor: 0.5, bubblingMouseEvents: true,
      });
      if (this.layer.isInteractive) {
        path.on("click", () => { this.map.pickedArea = { view: this, index }; });
        path.on("add", () => this.makeReachable(path, index));
        path.on("keydown", (event) => parts.onChoice(event, () => {
          parts.popup.open(this.map, this.layer, index, this.centreOf(index));
        }));
      }
      return path;
    }

    // A path takes part in the tab order under its name.
    makeReachable(path, index) {
      const node = path.getElement();
      if (!node) return;
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      text.follow(() => node.setAttribute("aria-label", this.nameOf(index)));
    }

    nameOf(index) {
      return text.of(this.layer.names[index]) || text.of(this.layer.name);
    }

    centreOf(index) {
      const centre = this.layer.centres[index];
      if (centre) return L.latLng(centre[1] * 1e-6, centre[0] * 1e-6);
      return this.paths[index].getBounds().getCenter();
    }

    boundsOf(index) {
      return this.paths[index] ? this.paths[index].getBounds() : null;
    }

    createLabels() {
      return this.layer.names.map((name, index) => {
        if (!this.paths[index]) return null;
        const node = parts.element("span", { class: "area-label" },
          parts.element("bdi", { text: () => text.of(name) }),
          this.layer.labels[index] === null ? null
            : parts.element("b", { text: () => text.figure(this.layer.labels[index], "ratio") }));
        return L.tooltip({ permanent: true, direction: this.layer.labelsOnTop ? "top" : "center", className: "area-label-box", interactive: false, pane: "labels" })
          .setLatLng(this.centreOf(index)).setContent(node);
      });
    }

    setStep(step) {
      this.step = step;
      const codes = this.codesAt(step);
      this.drawn = 0;
      this.paths.forEach((path, index) => {
        const style = this.layer.classes[codes[index]];
        const present = this.shown && path && style;
        if (!present) {
          if (path) path.remove();
          return;
        }
        const fill = this.fills[codes[index]];
        path.setStyle({
          color: style.stroke, weight: style.stroke_width, dashArray: style.stroke_dash || null,
          fillColor: fill.fillColor, fillOpacity: fill.fillOpacity,
        });
        path.addTo(this.map);
        this.drawn += 1;
      });
      this.placeLabels();
    }

    setShown(shown) {
      this.shown = shown;
      this.setStep(this.step);
    }

    widthOf(index) {
      const box = this.boundsOf(index);
      const west = this.map.latLngToLayerPoint(box.getNorthWest());
      return this.map.latLngToLayerPoint(box.getNorthEast()).x - west.x;
    }

    // Labels that would hide their area or lie over one another are left out.
    placeLabels() {
      const taken = [];
      this.labels.forEach((label, index) => {
        if (!label) return;
        label.remove();
        if (!this.shown || !this.map._loaded) return;
        label.addTo(this.map);
        const box = label.getElement().getBoundingClientRect();
        const hits = taken.some((other) => box.left < other.right && box.right > other.left
          && box.top < other.bottom && box.bottom > other.top);
        if (hits || (!this.layer.labelsOnTop && box.width > 0.55 * this.widthOf(index))) label.remove();
        else taken.push(box);
      });
    }

    legend() {
      return this.layer.classes.map((style, index) => ({
        icon: parts.symbols.areaIcon(style, this.fills[index]), name: style.name,
      }));
    }

    counts() {
      return { total: this.paths.length, drawn: this.drawn, mode: "areas" };
    }
  }

  parts.AreaView = AreaView;
})(window.quanmapParts);
