// Before and after at once: what changes between two steps is drawn a second time as it is before,
// and a handle says where the one ends and the other begins.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  const SIDES = ["before", "after"];
  const STEP = 0.02;

  class Swipe {
    constructor(map, frame, names) {
      this.map = map;
      this.ratio = 0.5;
      this.active = false;
      this.handle = element("div", {
        class: "swipe-handle",
        attributes: {
          role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-valuemin": "0", "aria-valuemax": "100",
          "aria-label": () => text.message("swipe"),
        },
        on: { keydown: (event) => this.onKey(event), pointerdown: (event) => this.grab(event) },
      },
      element("span", { class: "swipe-side swipe-before", text: () => text.of(names[0]) }),
      element("span", { class: "swipe-grip", attributes: { "aria-hidden": "true" }, text: "‹ ›" }),
      element("span", { class: "swipe-side swipe-after", text: () => text.of(names[1]) }));
      this.handle.hidden = true;
      frame.append(this.handle);
      this.frame = frame;
      map.on("move zoom viewreset resize zoomend", () => this.clip());
      text.follow(() => this.tell());
    }

    setActive(active) {
      this.active = active;
      this.handle.hidden = !active;
      this.clip();
    }

    // Whether a place of the map's window shows what is before.
    isBefore(containerPoint) {
      return this.active && containerPoint.x < this.ratio * this.map.getSize().x;
    }

    move(ratio) {
      this.ratio = Math.max(0.02, Math.min(0.98, ratio));
      this.tell();
      this.clip();
    }

    tell() {
      const before = Math.round(this.ratio * 100);
      this.handle.setAttribute("aria-valuenow", String(before));
      this.handle.setAttribute("aria-valuetext", `${before} %`);
      this.handle.style.left = `${this.ratio * 100}%`;
    }

    onKey(event) {
      const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -5 * STEP, PageUp: 5 * STEP }[event.key];
      const ends = { Home: 0, End: 1 }[event.key];
      if (by === undefined && ends === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(ends === undefined ? this.ratio + by : ends);
    }

    grab(event) {
      event.preventDefault();
      this.handle.focus({ preventScroll: true });
      this.handle.setPointerCapture(event.pointerId);
      const follow = (moved) => {
        const box = this.frame.getBoundingClientRect();
        this.move((moved.clientX - box.left) / box.width);
      };
      const release = () => {
        this.handle.removeEventListener("pointermove", follow);
        this.handle.removeEventListener("pointerup", release);
        this.handle.removeEventListener("pointercancel", release);
      };
      this.handle.addEventListener("pointermove", follow);
      this.handle.addEventListener("pointerup", release);
      this.handle.addEventListener("pointercancel", release);
    }

    // Panes move with the map, so the cut is told in their own pixels.
    clip() {
      if (!this.map._loaded) return;
      const size = this.map.getSize();
      const corner = this.map.containerPointToLayerPoint([0, 0]);
      const cut = corner.x + size.x * this.ratio;
      const [top, bottom] = [corner.y - size.y, corner.y + 2 * size.y];
      const box = (left, right) => `polygon(${left}px ${top}px, ${right}px ${top}px, ${right}px ${bottom}px, ${left}px ${bottom}px)`;
      for (const side of SIDES) {
        const pane = this.map.getPane(`side-${side}`);
        if (!pane) continue;
        const shape = side === "before" ? box(corner.x - size.x, cut) : box(cut, corner.x + 2 * size.x);
        pane.style.clipPath = this.active ? shape : "none";
      }
    }
  }

  // A pane of the map; within a side's own where a layer is one side of a comparison.
  function createPane(map, name, zIndex, side) {
    const holder = side ? map.getPane(`side-${side}`) || map.createPane(`side-${side}`) : undefined;
    const full = side ? `${name}-${side}` : name;
    map.createPane(full, holder).style.zIndex = String(zIndex);
    return full;
  }

  parts.Swipe = Swipe;
  parts.createPane = createPane;
})(window.quanmapParts);
