// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A chart of dygraphs with intervals, in the page's colours, with a key and a readout of its own
// (dygraphs' legend takes markup), and for the keyboard: arrows move the point, + and - zoom, 0
// shows everything.
"use strict";

const COLOURS = ["v0", "v1", "v2", "v3", "v4", "v5"];
const charts = new Set();  // those on the page, to be drawn anew where the theme changes

function keyOf(labels) {
  return element("ul", {class: "key"}, labels.map((label, i) =>
    element("li", {}, element("i", {style: `background: var(--${COLOURS[i % COLOURS.length]})`}),
      label)));
}

// options: {title, labels, rows: [[x, [low, value, high]...]], xLabel, yLabel, xText(x),
//           under(context, area, dygraph), readout(row index, x) -> nodes, step, key}
function chart(options) {
  const plot = element("div", {class: "plot", tabindex: "0", role: "group",
    "aria-label": `${options.title}. Left and right arrow: next point; plus and minus: zoom; 0: ` +
      "everything. The same numbers are in the table below."});
  const readout = element("div", {class: "readout dim", role: "status"}, "Point at the chart, or use the arrow keys in it. Drag to zoom, double-click for everything.");
  const reset = element("button", {type: "button", onclick: () => made.dygraph.resetZoom()},
    "Show everything");
  const made = {dygraph: null, plot, options};
  made.node = element("div", {class: "chart"},
    options.key ? keyOf(options.labels) : null,
    element("figure", {}, plot), element("div", {class: "bar"}, readout, reset));
  made.draw = () => draw(made, readout);
  plot.addEventListener("keydown", (event) => onKey(event, made.dygraph));
  charts.add(made);
  // dygraphs measures its element, which must be in the page by then.
  requestAnimationFrame(made.draw);
  return made.node;
}

// Those that the page no longer shows.
function dropGone() {
  for (const made of charts) {
    if (made.plot.isConnected) continue;
    charts.delete(made);
    if (made.dygraph) made.dygraph.destroy();
  }
}

function draw(made, readout) {
  dropGone();
  const {options, plot} = made;
  if (!plot.isConnected) return;
  const zoomed = made.dygraph && made.dygraph.isZoomed("x") ? made.dygraph.xAxisRange() : null;
  if (made.dygraph) made.dygraph.destroy();
  const few = options.rows.length <= 200;
  made.dygraph = new Dygraph(plot, options.rows, {
    labels: ["x", ...options.labels], customBars: true, legend: "never", fillAlpha: 0.22,
    colors: options.labels.map((_, i) => colour(COLOURS[i % COLOURS.length])),
    drawPoints: few, pointSize: 2.5, highlightCircleSize: 4, strokeWidth: 1.5,
    stepPlot: Boolean(options.step), connectSeparatedPoints: true, animatedZooms: false,
    xlabel: options.xLabel, ylabel: options.yLabel, xRangePad: 12, yRangePad: 8,
    gridLineColor: colour("line"), axisLineColor: colour("line"),
    axes: {
      x: {axisLabelFormatter: (x) => options.xText(x), ticker: options.ticker || Dygraph.numericTicks,
        axisLabelWidth: 74, pixelsPerLabel: 90},
      y: {axisLabelWidth: 52},
    },
    underlayCallback: options.under,
    highlightCallback: (_event, x, _points, row) => replaceChildren(readout, options.readout(row, x)),
  });
  if (zoomed) made.dygraph.updateOptions({dateWindow: zoomed});
  plot.dygraph = made.dygraph;
}

function onKey(event, dygraph) {
  const [low, high] = dygraph.xAxisRange();
  const quarter = (high - low) / 4;
  const last = dygraph.numRows() - 1;
  const selected = dygraph.getSelection();
  const select = (row) => {
    dygraph.setSelection(row);
    const x = dygraph.getValue(row, 0);
    dygraph.getFunctionOption("highlightCallback").call(dygraph, event, x, [], row);
  };
  const actions = {
    ArrowRight: () => select(Math.min(last, selected + 1)),
    ArrowLeft: () => select(selected < 0 ? last : Math.max(0, selected - 1)),
    Home: () => select(0),
    End: () => select(last),
    "+": () => dygraph.updateOptions({dateWindow: [low + quarter, high - quarter]}),
    "-": () => dygraph.updateOptions({dateWindow: [low - quarter, high + quarter]}),
    0: () => dygraph.resetZoom(),
  };
  if (!actions[event.key]) return;
  actions[event.key]();
  event.preventDefault();
}

function redrawCharts() {
  for (const made of charts) made.draw();
}
