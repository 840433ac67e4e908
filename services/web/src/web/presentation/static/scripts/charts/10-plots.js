// Charts that zoom. Each is drawn from the data table beside it, which is also its text alternative:
// a row is a point, `data-at` its time in seconds, and each column with `data-series` is a line or an edge of a band.
(() => {
  const COLOURS = 6;
  const plots = new Set();
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const language = document.documentElement.lang;
  const numbers = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const exact = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });

  // A variable may be a function of the theme, which a canvas does not understand: the browser computes it for an element.
  const colour = (probe, name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const faint = (value, share) => value.replace(/^rgb\((.+)\)$/, (_, parts) => `rgb(${parts.replaceAll(",", "")} / ${share}%)`);

  const read = (table) => {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    const columns = heads.flatMap((head, index) => (head.dataset.series ? [{ index, kind: head.dataset.series, label: head.textContent.trim() }] : []));
    const isTime = rows.length > 0 && rows[0].dataset.at !== undefined;
    const xs = rows.map((row, index) => (isTime ? Number(row.dataset.at) : index));
    const values = columns.map(({ index }) => rows.map((row) => {
      const value = row.cells[index].dataset.value;
      return value === undefined || value === "" ? null : Number(value);
    }));
    const names = rows.map((row) => row.cells[0].textContent.trim());
    const mark = rows.findIndex((row) => row.dataset.mark !== undefined);
    return { columns, isTime, xs, values, names, mark };
  };

  const options = (frame, table, data) => {
    const muted = colour(frame, "--muted");
    const line = colour(frame, "--line");
    const accent = colour(frame, "--accent");
    let number = 0;
    const series = data.columns.map(({ kind, label }) => {
      const isLine = kind === "line";
      const stroke = colour(frame, `--series-${isLine ? (number++ % COLOURS) + 1 : 1}`);
      const dash = isLine && number > 1 ? [[], [6, 3], [2, 3], [8, 3, 2, 3], [10, 4]][(number - 1) % 5] : undefined;
      const value = (_, one) => (one === null || one === undefined ? "–" : exact.format(one));
      return { label, stroke: isLine ? stroke : "transparent", width: isLine ? 2 : 0, dash, value, points: { show: data.xs.length < 3 && isLine }, spanGaps: true };
    });
    const low = data.columns.findIndex(({ kind }) => kind === "low");
    const high = data.columns.findIndex(({ kind }) => kind === "high");
    const bands = low >= 0 && high >= 0 ? [{ series: [high + 1, low + 1], fill: faint(colour(frame, "--series-1"), 20) }] : [];
    if (series.length === 1) series[0].fill = faint(series[0].stroke, 14);
    const isReversed = table.dataset.reversed !== undefined;
    const grid = { stroke: line, width: 1 };
    const day = { value: (_, at) => (at === null || at === undefined ? "–" : data.names[data.xs.indexOf(at)] ?? "–"), label: table.tHead.rows[0].cells[0].textContent.trim() };
    const axis = { stroke: muted, grid: { show: false }, ticks: grid, font: "12px system-ui, sans-serif" };
    const dates = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" });
    const months = new Intl.DateTimeFormat(language, { month: "short", year: "2-digit", timeZone: "UTC" });
    const ticks = data.isTime
      ? (plot, ats) => ats.map((at) => (plot.scales.x.max - plot.scales.x.min > 200 * 86400 ? months : dates).format(at * 1000))
      : (_, ats) => ats.map((at) => data.names[at] ?? "");
    const marker = (plot) => {
      if (data.mark < 0) return;
      const x = Math.round(plot.valToPos(data.xs[data.mark], "x", true));
      const { ctx } = plot;
      ctx.save();
      ctx.strokeStyle = accent;
      ctx.lineWidth = 2 * devicePixelRatio;
      ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, plot.bbox.top);
      ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
      ctx.stroke();
      ctx.restore();
    };
    return {
      width: frame.clientWidth,
      height: frame.clientHeight > 120 ? frame.clientHeight : 260,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "UTC"),
      scales: { x: { time: data.isTime }, y: { dir: isReversed ? -1 : 1, range: range(table) } },
      legend: { live: true, show: true },
      cursor: { drag: { x: true, y: false }, points: { size: 8 } },
      series: [day, ...series],
      bands,
      axes: [{ ...axis, values: ticks, incrs: data.isTime ? undefined : [1, 2, 5, 10, 20, 50, 100, 200] }, { ...axis, grid, size: 66, values: (_, ats) => ats.map((one) => numbers.format(one)) }],
      hooks: { draw: [marker] },
    };
  };

  const range = (table) => {
    const { from, to } = table.dataset;
    if (from !== undefined && to !== undefined) return [Number(from), Number(to)];
    return (_, low, high) => {
      const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
      return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
    };
  };

  const draw = (figure) => {
    const table = figure.querySelector(".plot-table table");
    const frame = figure.querySelector(".plot-frame");
    // While htmx replaces the figure, a part of it may be missing.
    if (!table?.tHead || !frame) return;
    const data = read(table);
    frame.plot?.destroy();
    frame.replaceChildren();
    frame.hidden = false;
    const plot = new uPlot(options(frame, table, data), [data.xs, ...data.values], frame);
    frame.plot = plot;
    frame.drawnAt = frame.clientWidth;
    frame.style.color = "";
  };

  const scan = () => {
    for (const figure of plots) if (!figure.isConnected) plots.delete(figure);
    for (const figure of document.querySelectorAll("figure[data-plot]")) {
      if (plots.has(figure)) continue;
      plots.add(figure);
      draw(figure);
      sizes.observe(figure);
    }
  };
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const frame = target.querySelector(".plot-frame");
      if (frame?.plot && frame.clientWidth !== frame.drawnAt && frame.clientWidth > 0) draw(target);
    }
  });

  document.addEventListener("DOMContentLoaded", scan);
  document.addEventListener("htmx:after:swap", scan);
  scheme.addEventListener("change", () => plots.forEach((figure) => figure.isConnected && draw(figure)));
})();
