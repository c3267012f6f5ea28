'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = i => css('--c' + i % 7);
  const $ = id => document.getElementById(id);
  const state = { axis: 'step', band: 'iqm', smooth: data.smoothing, hidden: new Set(), zoom: null, at: null, focus: null };

  const iqm = sorted => {
    const cut = Math.floor(sorted.length / 4);
    let sum = 0;
    for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i];
    return sum / (sorted.length - 2 * cut);
  };
  const ascending = values => Float64Array.from(values).sort();
  // The mean of an odd number of rows around each, fewer at both ends. A window is the end of one block of that many rows
  // and the beginning of the next, so that nothing is added up twice and nothing subtracted.
  const centred = (values, rows) => {
    const n = values.length, half = (rows - 1) / 2, smooth = [];
    let first = 0, last = 0;
    for (let i = 0; i < Math.min(half, Math.ceil(n / 2)); i++) {
      first += i ? values[2 * i - 1] + values[2 * i] : values[0];
      last += i ? values[n - 2 * i] + values[n - 1 - 2 * i] : values[n - 1];
      smooth[n - 1 - i] = last / (2 * i + 1);
      smooth[i] = first / (2 * i + 1);
    }
    const ending = new Float64Array(n + 1);
    for (let i = n - 1; i >= 0; i--) ending[i] = values[i] + ((i + 1) % rows ? ending[i + 1] : 0);
    let beginning = 0;
    for (let i = 0; i < n; i++) {
      beginning = values[i] + (i % rows ? beginning : 0);
      const from = i - rows + 1;
      if (from >= 0) smooth[from + half] = (beginning + (from % rows ? ending[from] : 0)) / rows;
    }
    return smooth;
  };
  const extent = lists => lists.reduce((range, values) => values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)], range), [Infinity, -Infinity]);

  // The same draws for every position, so that the band is smooth; seeded, so that it is the same on every visit.
  const RESAMPLES = 1000;
  const draws = n => {
    let state = 12345;
    return Array.from({ length: RESAMPLES }, () => Array.from({ length: n }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor(state / 4294967296 * n);
    }));
  };
  const drawsOf = {};
  const interval = values => {
    const n = values.length, estimate = iqm(ascending(values));
    if (n < 2) return [estimate, estimate];
    const estimates = ascending((drawsOf[n] ||= draws(n)).map(indices => iqm(ascending(indices.map(i => values[i])))));
    const widened = share => estimate + data.widening[n] * (estimates[Math.round(share * (RESAMPLES - 1))] - estimate);
    return [widened(0.025), widened(0.975)];
  };

  const interpolate = (xs, ys, x) => {
    let low = 0, high = xs.length - 1;
    if (x >= xs[high]) return ys[high];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (xs[middle] <= x) low = middle; else high = middle;
    }
    const share = Math.min(1, Math.max(0, (x - xs[low]) / (xs[high] - xs[low] || 1)));
    return ys[low] + share * (ys[high] - ys[low]);
  };

  let series = [];
  const POSITIONS = 120;
  const compute = () => {
    series = data.variants.map(variant => {
      // a run's points may stand for several rows each
      const runs = variant.runs.map(run => ({
        seed: run.seed, xs: run[state.axis], low: run.low || run.score, high: run.high || run.score,
        ys: centred(run.score, 2 * Math.floor(state.smooth * data.each / run.each / 2) + 1)
      }));
      const from = Math.max(...runs.map(run => run.xs[0])), to = Math.min(...runs.map(run => run.xs[run.xs.length - 1]));
      let at = [...new Set(runs.flatMap(run => run.xs))].filter(x => x >= from && x <= to).sort((a, b) => a - b);
      if (at.length > POSITIONS) at = Array.from({ length: POSITIONS }, (_, i) => from + (to - from) * i / (POSITIONS - 1));
      const seeds = at.map(x => runs.map(run => interpolate(run.xs, run.ys, x)));
      return {
        name: variant.name, runs, at, centre: seeds.map(values => iqm(ascending(values))),
        band: state.band === 'seeds' || runs.length < 2 ? null
          : seeds.map(values => state.band === 'iqm' ? interval(values) : [Math.min(...values), Math.max(...values)])
      };
    });
  };

  const short = value => {
    const size = Math.abs(value);
    const plain = number => String(+number.toPrecision(6)).replace('-', '\u2212');
    return size >= 1e6 ? plain(value / 1e6) + 'M' : size >= 1e4 ? plain(value / 1e3) + 'k' : plain(value);
  };
  // adding 0 takes the sign off a zero
  const tenths = score => (Math.round(score * 10) / 10 + 0).toFixed(1);
  const clock = seconds => seconds < 120 ? Math.round(seconds) + ' s' : seconds < 7200 ? (seconds / 60).toFixed(1) + ' min'
    : (seconds / 3600).toFixed(1) + ' h';

  const RATIO = () => window.devicePixelRatio || 1;
  const ROUND = [1, 2, 5].flatMap(times => Array.from({ length: 24 }, (_, i) => times * 10 ** (i - 9))).sort((a, b) => a - b);
  // uPlot has the axes, the cursor and the zoom; `paint` gets the way from data to the canvas, and a pen whose unit is a pixel of the page.
  const chart = (target, options) => {
    const axis = { stroke: () => css('--quiet'), font: '12px system-ui, "DejaVu Sans", sans-serif', ticks: { show: false } };
    return new uPlot({
      width: target.clientWidth, height: target.clientHeight, legend: { show: false }, padding: [22, 20, 14, 0],
      scales: { x: { time: false, range: options.x }, y: { range: options.y } },
      axes: [
        { ...axis, size: 28, grid: { show: false }, border: { show: true, stroke: () => css('--quiet'), width: 1 },
          incrs: () => ROUND.map(step => step * options.unit()), values: (u, values) => values.map(value => short(value / options.unit())) },
        { ...axis, size: 48, grid: { stroke: () => css('--grid'), width: 1 }, values: (u, values) => values.map(short) }],
      series: [{}, { stroke: 'transparent', points: { show: false } }],
      cursor: { show: Boolean(options.point), y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      hooks: {
        draw: [u => {
          const ratio = RATIO(), pen = u.ctx, left = u.bbox.left / ratio, top = u.bbox.top / ratio;
          const right = left + u.bbox.width / ratio, bottom = top + u.bbox.height / ratio;
          pen.save();
          pen.scale(ratio, ratio);
          pen.font = axis.font;
          pen.fillStyle = css('--quiet');
          pen.textAlign = 'right';
          pen.fillText(options.xLabel(), right, u.height - 4);
          pen.textAlign = 'left';
          pen.fillText(options.yLabel, 2, 12);
          options.paint({ pen, left, right, top, bottom, x: value => u.valToPos(value, 'x', true) / ratio, y: value => u.valToPos(value, 'y', true) / ratio });
          pen.restore();
        }],
        setCursor: [u => options.point?.(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null)],
        setSelect: [u => {
          if (u.select.width > 6) options.zoom?.(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }]
      }
    }, [[0, 1], [null, null]], target);
  };
  const fit = (plot, target) => {
    if (plot.width !== target.clientWidth) plot.setSize({ width: target.clientWidth, height: target.clientHeight });
    plot.setData([[0, 1], [null, null]]);
  };
  const line = (area, xs, ys) => {
    area.pen.beginPath();
    xs.forEach((x, i) => i ? area.pen.lineTo(area.x(x), area.y(ys[i])) : area.pen.moveTo(area.x(x), area.y(ys[i])));
    area.pen.stroke();
  };

  const longest = () => Math.max(...series.flatMap(one => one.runs.map(run => run.xs[run.xs.length - 1])));
  const rows = data.variants.reduce((sum, variant) => sum + variant.runs.reduce((some, run) => some + run.score.length, 0), 0);
  const [low, high] = extent(data.variants.flatMap(variant => variant.runs.flatMap(run =>
    run.low ? [run.low, run.high] : [run.score])).concat([data.thresholds]));
  const room = 0.05 * (high - low || 1);
  const range = () => state.zoom || [0, longest()];
  const unit = () => state.axis !== 'seconds' ? 1 : range()[1] >= 10800 ? 3600 : range()[1] >= 180 ? 60 : 1;
  const paint = area => {
    const pen = area.pen;
    pen.save();
    pen.beginPath(); pen.rect(area.left, area.top, area.right - area.left, area.bottom - area.top); pen.clip();
    pen.setLineDash([5, 4]);
    pen.strokeStyle = css('--quiet');
    data.thresholds.forEach(level => line(area, [0, longest()], [level, level]));
    pen.setLineDash([]);
    const dot = rows < 600 ? 3 : 2;
    series.forEach((one, i) => {
      if (state.hidden.has(one.name)) return;
      pen.fillStyle = pen.strokeStyle = colour(i);
      const seen = state.focus === null || state.focus === one.name ? 1 : 0.2;
      pen.globalAlpha = 0.3 * seen;
      // filled at once, so that dots that overlap are no darker than one
      one.runs.forEach(run => {
        pen.beginPath();
        run.xs.forEach((x, j) => pen.rect(area.x(x) - dot / 2, area.y(run.high[j]) - dot / 2,
          dot, area.y(run.low[j]) - area.y(run.high[j]) + dot));
        pen.fill();
      });
      if (one.band) {
        pen.globalAlpha = 0.16 * seen;
        pen.beginPath();
        one.at.forEach((x, j) => pen.lineTo(area.x(x), area.y(one.band[j][1])));
        for (let j = one.at.length - 1; j >= 0; j--) pen.lineTo(area.x(one.at[j]), area.y(one.band[j][0]));
        pen.fill();
      }
    });
    series.forEach((one, i) => {
      if (state.hidden.has(one.name)) return;
      pen.strokeStyle = colour(i);
      pen.lineJoin = 'round';
      pen.setLineDash(i >= 7 ? [6, 3] : []);
      pen.globalAlpha = state.focus !== null && state.focus !== one.name ? 0.12 : state.band === 'seeds' && one.runs.length > 1 ? 0.7 : 1;
      pen.lineWidth = state.band === 'seeds' && one.runs.length > 1 ? 1.2 : 2.2;
      if (state.band === 'seeds') one.runs.forEach(run => line(area, run.xs, run.ys)); else line(area, one.at, one.centre);
    });
    pen.globalAlpha = 1;
    pen.setLineDash([]);
    pen.strokeStyle = css('--warning');
    pen.lineWidth = 2;
    data.collapses.forEach(found => {
      if (state.hidden.has(found.variant)) return;
      pen.beginPath(); pen.arc(area.x(found[state.axis]), area.y(found.score), 4, 0, 7); pen.stroke();
    });
    pen.restore();
  };

  const readout = () => {
    const where = $('readout');
    where.textContent = '';
    if (state.at === null) {
      where.textContent = 'Point at the curves to read them, at a name to see it alone. Wheel or drag to zoom, double-click to see all. Rings: collapsed runs.';
      return;
    }
    where.append(state.axis === 'step' ? 'step ' + Math.round(state.at).toLocaleString('en') : clock(state.at));
    series.forEach((one, i) => {
      if (state.hidden.has(one.name) || state.at < one.at[0] || state.at > one.at[one.at.length - 1]) return;
      const name = document.createElement('b');
      name.style.color = colour(i);
      name.textContent = one.name;
      const band = one.band && ['0', '1'].map(edge => tenths(interpolate(one.at, one.band.map(pair => pair[edge]), state.at)));
      where.append(' \u00b7 ', name, ' ' + tenths(interpolate(one.at, one.centre, state.at)) + (band ? ' (' + band.join(' to ') + ')' : ''));
    });
  };

  const curves = chart($('curves'), {
    x: range, y: () => [low - room, high + room], unit, yLabel: 'score', paint, point: at => { state.at = at; readout(); }, zoom: (from, to) => zoomTo(from, to),
    xLabel: () => state.axis !== 'seconds' ? 'steps' : { 1: 'seconds', 60: 'minutes', 3600: 'hours' }[unit()] + ' by the clock'
  });
  const draw = () => { fit(curves, $('curves')); readout(); };

  // Share of runs above each score, where a variant has seeds enough to have a distribution.
  const [least, most] = extent(data.variants.map(variant => variant.finals)), margin = 0.05 * (most - least || 1);
  const profiles = $('profile') && chart($('profile'), {
    x: () => [least - margin, most + margin], y: () => [0, 1.04], unit: () => 1, yLabel: 'share of runs above', xLabel: () => 'score',
    paint: area => data.variants.forEach((variant, i) => {
      if (state.hidden.has(variant.name)) return;
      const finals = [...variant.finals].sort((a, b) => a - b), xs = [least - margin], ys = [1];
      finals.forEach((score, j) => { xs.push(score, score); ys.push(1 - j / finals.length, 1 - (j + 1) / finals.length); });
      area.pen.strokeStyle = colour(i);
      area.pen.lineWidth = 2.2;
      area.pen.setLineDash(i >= 7 ? [6, 3] : []);
      line(area, xs.concat(most + margin), ys.concat(0));
    })
  });
  const profile = () => { if (profiles) fit(profiles, $('profile')); };

  const all = () => { draw(); profile(); };
  const recompute = () => { compute(); all(); };

  data.variants.forEach((variant, i) => {
    const label = document.createElement('label'), box = document.createElement('input'), swatch = document.createElement('i');
    box.type = 'checkbox';
    box.checked = true;
    box.onchange = () => { state.hidden[box.checked ? 'delete' : 'add'](variant.name); all(); };
    label.onmouseenter = () => { state.focus = variant.name; draw(); };
    label.onmouseleave = () => { state.focus = null; draw(); };
    swatch.style.borderTop = `3px ${i >= 7 ? 'dashed' : 'solid'} var(--c${i % 7})`;
    label.append(box, swatch, variant.name);
    $('series').append(label);
  });
  const only = show => {
    document.querySelectorAll('#series input').forEach((box, i) => { box.checked = show; state.hidden[show ? 'delete' : 'add'](data.variants[i].name); });
    all();
  };
  $('all').onclick = () => only(true);
  $('none').onclick = () => only(false);
  $('smooth').value = state.smooth;
  const rowsSaid = () => { $('rows').textContent = Math.round(state.smooth * data.each).toLocaleString('en'); };
  rowsSaid();
  $('smooth').oninput = event => { state.smooth = +event.target.value; rowsSaid(); recompute(); };
  $('band').onchange = event => { state.band = event.target.value; recompute(); };
  $('axis').onchange = event => { state.axis = event.target.value; state.zoom = state.at = null; recompute(); };

  const zoomTo = (from, to) => {
    const end = longest(), wanted = [Math.max(0, from), Math.min(end, to)];
    if (wanted[1] - wanted[0] > end * 1e-4) state.zoom = wanted[0] === 0 && wanted[1] === end ? null : wanted;
    draw();
  };
  curves.over.addEventListener('wheel', event => {
    event.preventDefault();
    const [from, to] = range(), factor = event.deltaY < 0 ? 0.8 : 1.25;
    const at = curves.posToVal(event.clientX - curves.over.getBoundingClientRect().left, 'x');
    zoomTo(at - (at - from) * factor, at + (to - at) * factor);
  }, { passive: false });
  curves.over.addEventListener('dblclick', () => { state.zoom = null; draw(); });
  window.addEventListener('resize', all);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', all);
  recompute();
})();
