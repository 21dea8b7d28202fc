// Straight lines between two places.
(function (parts) {
  "use strict";

  const { decode, text } = parts;

  class LineView {
    constructor(map, layer, order, side) {
      this.map = map;
      this.layer = layer;
      this.shown = layer.show;
      this.step = 0;
      this.codesAt = decode.stepCodes(layer);
      this.pane = parts.createPane(map, `lines-${order}`, 350 + order, side);
      const renderer = L.svg({ pane: this.pane, padding: 0.4 });
      this.paths = layer.lines.map((flat, index) => {
        const path = L.polyline(decode.line(flat), { pane: this.pane, renderer, bubblingMouseEvents: true });
        path.on("click", () => { this.map.pickedArea = { view: this, index }; });
        path.on("add", () => this.makeReachable(path, index));
        path.on("keydown", (event) => parts.onChoice(event, () => {
          parts.popup.open(this.map, this.layer, index, this.centreOf(index));
        }));
        return path;
      });
      this.setStep(0);
    }

    makeReachable(path, index) {
      const node = path.getElement();
      // Many lines are reached through the table under the map; as tab stops they would bar the way.
      node.setAttribute("tabindex", this.layer.lines.length > parts.MOST_TAB_STOPS ? "-1" : "0");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", text.of(this.layer.names[index]));
    }

    centreOf(index) {
      return this.paths[index].getBounds().getCenter();
    }

    boundsOf(index) {
      return this.paths[index].getBounds();
    }

    setStep(step) {
      this.step = step;
      const codes = this.codesAt(step);
      this.drawn = 0;
      this.paths.forEach((path, index) => {
        const style = this.layer.classes[codes[index]];
        if (!this.shown || !style) {
          path.remove();
          return;
        }
        path.setStyle({ color: style.stroke, weight: style.width, dashArray: style.dash || null, opacity: 0.8 });
        path.addTo(this.map);
        this.drawn += 1;
      });
    }

    setShown(shown) {
      this.shown = shown;
      this.setStep(this.step);
    }

    legend() {
      return this.layer.classes.map((style) => ({ icon: parts.symbols.lineIcon(style), name: style.name }));
    }

    counts() {
      return { total: this.paths.length, unlocated: this.layer.unlocated, drawn: this.drawn, mode: "lines" };
    }
  }

  parts.LineView = LineView;
})(window.quanmapParts);
