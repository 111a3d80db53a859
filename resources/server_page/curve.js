// The robustness curve: of a finished job with its intervals, of a running one where it can end up.

import { percent } from "./ask.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [56, 620, 16, 280];

function begin(values) {
  const svg = document.getElementById("curve");
  svg.replaceChildren();
  const most = Math.max(...values) || 1;
  const x = (value) => LEFT + (RIGHT - LEFT) * (value / most);
  const y = (share) => BOTTOM - (BOTTOM - TOP) * share;
  const add = (kind, attributes, words) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (words !== undefined) made.textContent = words;
    svg.append(made);
  };
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    add("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(share), y2: y(share) });
    add("text", { x: LEFT - 8, y: y(share) + 4, "text-anchor": "end" }, `${100 * share} %`);
  }
  for (const value of values.length <= 8 ? values : values.filter((_, n) => n % Math.ceil(values.length / 8) === 0)) {
    add("text", { x: x(value), y: BOTTOM + 20, "text-anchor": "middle" }, String(+value.toPrecision(3)));
  }
  const line = (points, share) => points.map((point) => `${x(point.value)},${y(share(point))}`);
  const area = (kind, points, high, low) =>
    add("polygon", { class: kind, points: [...line(points, high), ...line(points, low).reverse()].join(" ") });
  return { add, area, line, x, y };
}

function show(words) {
  document.getElementById("curve-words").textContent = words;
  document.getElementById("curve-box").hidden = false;
}

export function hideCurve() {
  document.getElementById("curve-box").hidden = true;
}

export function drawCurve(points, isChosen) {
  const { add, area, line, x, y } = begin(points.map((point) => point.value));
  if (!isChosen) area("band", points, (point) => point.upper, (point) => point.lower);
  add("polyline", { class: "curve", points: line(points, (point) => point.accuracy).join(" ") });
  points.forEach((point) => add("circle", { class: "point", cx: x(point.value), cy: y(point.accuracy), r: 3 }));
  const last = points[points.length - 1];
  show(
    `Robust accuracy over the perturbation value: ${last.robust} of ${last.count} samples are still right at ` +
      `${+last.value.toPrecision(3)}` + (isChosen ? "." : ` (${percent(last.lower)} to ${percent(last.upper)}).`),
  );
}

export function drawOpenCurve(progress) {
  const points = progress.band.filter((point) => point.count > 0);
  if (!points.length) {
    hideCurve();
    return;
  }
  const { area } = begin(points.map((point) => point.value));
  if (!progress.chosen_by_user) area("band", points, (point) => point.upper, (point) => point.lower);
  area("open", points, (point) => point.highest / point.count, (point) => point.lowest / point.count);
  show(
    `Still open: ${progress.finished} of ${progress.total} samples are done. The curve ends up inside the dark band` +
      (progress.chosen_by_user ? "." : " for those that were begun; the light one is the uncertainty of drawing them."),
  );
}
