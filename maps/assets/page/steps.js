// The steps of a document: a switch for two or three, with two a comparison of both; a slider with a
// play button for more.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  const FRAME_MS = 900;

  function build(container, content, onStep) {
    const { steps } = content;
    if (steps.length < 2) return { step: 0 };
    container.hidden = false;
    container.setAttribute("role", "region");
    text.follow(() => container.setAttribute("aria-label", text.of(content.stepName)));
    const control = { step: content.firstStep, isComparing: false };
    const refresh = [];
    function go(step, isComparing = false) {
      control.step = step;
      control.isComparing = isComparing;
      refresh.forEach((apply) => apply());
      onStep(step, isComparing);
    }
    control.go = go;
    container.append(element("span", { class: "steps-name", text: () => text.of(content.stepName) }));
    if (steps.length <= 3) buildSwitch(container, steps, control, refresh);
    else buildSlider(container, steps, control, refresh);
    refresh.forEach((apply) => apply());
    return control;
  }

  function buildSwitch(container, steps, control, refresh) {
    const group = element("div", { class: "steps-switch", attributes: { role: "group", "aria-label": () => container.getAttribute("aria-label") } });
    steps.forEach((name, step) => {
      const button = element("button", { attributes: { type: "button" }, text: () => text.of(name), on: { click: () => control.go(step) } });
      refresh.push(() => button.setAttribute("aria-pressed", String(control.step === step && !control.isComparing)));
      group.append(button);
    });
    if (steps.length === 2) {
      const button = element("button", { attributes: { type: "button" }, text: () => text.message("compare"), on: { click: () => control.go(1, true) } });
      refresh.push(() => button.setAttribute("aria-pressed", String(control.isComparing)));
      group.append(button);
    }
    container.append(group);
  }

  function buildSlider(container, steps, control, refresh) {
    let timer = null;
    const slider = element("input", {
      attributes: { type: "range", min: "0", max: String(steps.length - 1), step: "1", "aria-label": () => container.getAttribute("aria-label") },
      on: { input: () => { stop(); control.go(Number(slider.value)); } },
    });
    const now = element("output", { class: "steps-now" });
    const play = element("button", {
      class: "text-button", attributes: { type: "button" }, text: () => text.message(timer ? "pause" : "play"),
      on: { click: () => (timer ? stop() : start()) },
    });
    const back = element("button", { class: "text-button", attributes: { type: "button", "aria-label": () => text.message("previous") }, text: "‹", on: { click: () => move(-1) } });
    const forth = element("button", { class: "text-button", attributes: { type: "button", "aria-label": () => text.message("next") }, text: "›", on: { click: () => move(1) } });
    function move(by) {
      stop();
      control.go(Math.max(0, Math.min(steps.length - 1, control.step + by)));
    }
    function start() {
      if (control.step === steps.length - 1) control.go(0);
      timer = setInterval(() => (control.step < steps.length - 1 ? control.go(control.step + 1) : stop()), FRAME_MS);
      play.textContent = text.message("pause");
    }
    function stop() {
      clearInterval(timer);
      timer = null;
      play.textContent = text.message("play");
    }
    refresh.push(() => {
      slider.value = String(control.step);
      now.textContent = text.of(steps[control.step]);
      slider.setAttribute("aria-valuetext", now.textContent);
    });
    text.follow(() => { now.textContent = text.of(steps[control.step]); });
    container.append(back, slider, forth, now, play);
  }

  parts.steps = { build };
})(window.quanmapParts);
