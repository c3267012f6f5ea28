// A chart of one metric: uPlot has the axes, the grid, the cursor and the zoom; the lines and bands are painted here, since each
// variant has positions of its own.
import {count, duration, el, number, offer} from './dom.js';

const HEIGHT = 260;
const TITLE = {score: 'score (mean return of finished games)', fps: 'steps/s', entropy: 'entropy (nats)'};
const MOST_TOLD = 14;

export class Chart {
  /** @param zoomed called with the range of x that is seen, or with nothing for all of it */
  constructor(metric, zoomed) {
    this.metric = metric;
    this.zoomed = zoomed;
    this.lines = [];
    this.axis = 'step';
    this.view = null;
    this.tip = el('div', {class: 'tip', hidden: true});
    this.place = el('div', {class: 'plot'});
    this.root = el('figure', {class: 'chart', 'data-metric': metric},
        el('figcaption', {}, TITLE[metric] || metric.replaceAll('_', ' '), el('span', {class: 'space'}),
            el('button', {title: 'Save as PNG', onclick: () => this.png()}, 'PNG'),
            el('button', {title: 'Save as SVG', onclick: () => this.svg()}, 'SVG'),
            el('button', {title: 'Save what is seen as CSV', onclick: () => this.csv()}, 'CSV')),
        this.place, this.tip);
    this.root.chart = this;
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.place);
  }

  remove() {
    this.sizes.disconnect();
    this.plot?.destroy();
    this.root.remove();
  }

  /**
   * Shows lines.
   *
   * @param lines of the server, each with its look and whether it is hidden
   * @param view  range of x that is seen; null for all
   */
  show(lines, axis, view, raw) {
    const other = axis !== this.axis;
    this.lines = lines;
    this.axis = axis;
    this.view = view;
    this.raw = raw;
    if (other && this.plot) {
      this.plot.destroy();
      this.plot = null;
    }
    if (!this.plot) {
      this.build();
    } else {
      this.rescale();
    }
  }

  resize() {
    if (this.plot && this.place.clientWidth > 0 && this.place.clientWidth !== this.plot.width) {
      this.plot.setSize({width: this.place.clientWidth, height: HEIGHT});
    }
  }

  build() {
    const style = getComputedStyle(document.documentElement);
    const [text, grid] = ['--soft', '--line'].map(name => style.getPropertyValue(name).trim());
    const axis = {stroke: text, grid: {stroke: grid, width: 1}, ticks: {stroke: grid, width: 1}};
    this.plot = new uPlot({
      width: Math.max(200, this.place.clientWidth), height: HEIGHT, legend: {show: false}, padding: [10, 14, 0, 0],
      scales: {x: {time: this.axis === 'clock', range: () => this.rangeX()}, y: {range: () => this.rangeY()}},
      axes: [{...axis, values: this.axis === 'step' ? (u, values) => values.map(count)
          : this.axis === 'seconds' ? (u, values) => values.map(duration) : undefined},
        {...axis, size: 58, values: (u, values) => values.map(number)}],
      series: [{}, {stroke: 'transparent', points: {show: false}}],
      cursor: {drag: {x: true, y: false, setScale: false}, points: {show: false}, y: false},
      hooks: {draw: [() => this.paint()], setCursor: [() => this.tell()],
        setSelect: [plot => this.selected(plot)]},
    }, [[0, 1], [null, null]], this.place);
    this.plot.over.addEventListener('dblclick', () => this.zoomed(null));
    this.plot.over.addEventListener('mouseleave', () => { this.tip.hidden = true; });
  }

  rescale() {
    this.plot.setData([this.rangeX(), [null, null]]);
  }

  /** Repaints with other looks, or with other variants hidden: nothing is fetched. */
  repaint() {
    if (this.plot) {
      this.rescale();
    }
  }

  visible() {
    return this.lines.filter(line => !line.hidden && line.xs && line.xs.length > 0);
  }

  rangeX() {
    if (this.view) {
      return this.view;
    }
    let [low, high] = [Infinity, -Infinity];
    for (const line of this.visible()) {
      for (const xs of [line.xs, ...line.each.map(seed => seed.xs)]) {
        low = Math.min(low, xs[0]);
        high = Math.max(high, xs[xs.length - 1]);
      }
    }
    return low < high ? [this.axis === 'clock' ? low : Math.min(low, 0), high] : [low === high ? low - 1 : 0, low === high ? low + 1 : 1];
  }

  rangeY() {
    const [from, to] = this.rangeX();
    let [low, high] = [Infinity, -Infinity];
    const take = (xs, ys) => {
      for (let i = 0; i < xs.length; i++) {
        if (xs[i] >= from && xs[i] <= to && ys[i] !== null) {
          low = Math.min(low, ys[i]);
          high = Math.max(high, ys[i]);
        }
      }
    };
    for (const line of this.visible()) {
      take(line.xs, line.mid);
      if (line.low) {
        take(line.xs, line.low);
        take(line.xs, line.high);
      }
      line.each.forEach(seed => take(seed.xs, seed.ys));
    }
    if (!(low <= high)) {
      return [0, 1];
    }
    const room = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * 0.05;
    return [low - room, high + room];
  }

  paint() {
    const {ctx, bbox} = this.plot;
    const ratio = devicePixelRatio || 1;
    const x = value => this.plot.valToPos(value, 'x', true);
    const y = value => this.plot.valToPos(value, 'y', true);
    const path = (xs, ys) => {
      ctx.beginPath();
      for (let i = 0; i < xs.length; i++) {
        ctx.lineTo(x(xs[i]), y(ys[i]));
      }
    };
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineJoin = 'round';
    const visible = this.visible();
    for (const line of visible) {
      ctx.globalAlpha = 0.16;
      ctx.fillStyle = line.look.colour;
      if (line.low) {
        path([...line.xs, ...line.xs.slice().reverse()], [...line.low, ...line.high.slice().reverse()]);
        ctx.fill();
      }
      if (this.raw) {
        ctx.globalAlpha = 0.22;
        ctx.strokeStyle = line.look.colour;
        ctx.lineWidth = ratio;
        line.each.forEach(seed => {
          path(seed.rawXs, seed.rawYs);
          ctx.stroke();
        });
      }
    }
    for (const line of visible) {
      ctx.globalAlpha = 1;
      ctx.strokeStyle = line.look.colour;
      ctx.lineWidth = 2 * ratio;
      ctx.setLineDash(line.look.dash.map(length => length * ratio));
      for (const [xs, ys] of this.strokes(line)) {
        path(xs, ys);
        ctx.stroke();
        if (xs.length === 1) {
          ctx.fillStyle = line.look.colour;
          ctx.fillRect(x(xs[0]) - 2 * ratio, y(ys[0]) - 2 * ratio, 4 * ratio, 4 * ratio);
        }
      }
    }
    ctx.restore();
  }

  strokes(line) {
    return line.bySeed ? line.each.map(seed => [seed.xs, seed.ys]) : [[line.xs, line.mid]];
  }

  selected(plot) {
    const {left, width} = plot.select;
    if (width > 4) {
      this.zoomed([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
    }
    plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
  }

  /** The values under the cursor, the highest first. */
  tell() {
    const {left, top} = this.plot.cursor;
    const at = left >= 0 ? this.plot.posToVal(left, 'x') : NaN;
    const told = [];
    for (const line of this.visible()) {
      const value = height(line.xs, line.mid, at);
      if (value !== null) {
        told.push({line, value, low: line.low && height(line.xs, line.low, at), high: line.high && height(line.xs, line.high, at)});
      }
    }
    this.tip.hidden = told.length === 0;
    if (told.length === 0) {
      return;
    }
    told.sort((one, other) => other.value - one.value);
    const head = this.axis === 'step' ? 'step ' + count(at) : this.axis === 'seconds' ? duration(at) : new Date(1000 * at).toLocaleString();
    this.tip.replaceChildren(el('b', {}, head), ...told.slice(0, MOST_TOLD).map(({line, value, low, high}) => el('div', {},
        el('span', {class: 'swatch', style: 'background:' + line.look.colour}), line.label + ' ', el('b', {}, number(value)),
        low !== undefined && low !== null ? ' (' + number(low) + ' to ' + number(high) + ')' : '')),
        told.length > MOST_TOLD ? el('div', {class: 'note'}, 'and ' + (told.length - MOST_TOLD) + ' lower') : '');
    const wide = this.place.clientWidth;
    this.tip.style.left = left + 80 + this.tip.offsetWidth > wide ? Math.max(0, left - this.tip.offsetWidth + 40) + 'px' : left + 76 + 'px';
    this.tip.style.top = Math.max(24, top) + 'px';
  }

  png() {
    const source = this.plot.ctx.canvas;
    const canvas = el('canvas', {width: source.width, height: source.height});
    const context = canvas.getContext('2d');
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0);
    canvas.toBlob(blob => offer(this.metric + '.png', blob));
  }

  /** Every point that is drawn: of variants the mean and its band, or of each seed its line. */
  csv() {
    const quoted = text => /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
    const [from, to] = this.rangeX();
    const rows = ['variant,seed,' + this.axis + ',' + this.metric + ',low,high'];
    for (const line of this.visible()) {
      const add = (seed, xs, ys, low, high) => xs.forEach((x, i) => {
        if (x >= from && x <= to) {
          rows.push([quoted(line.label), seed, x, ys[i], low ? low[i] : '', high ? high[i] : ''].join(','));
        }
      });
      if (line.bySeed) {
        line.each.forEach(seed => add(seed.seed, seed.xs, seed.ys));
      } else {
        add('', line.xs, line.mid, line.low, line.high);
      }
    }
    offer(this.metric + '.csv', new Blob([rows.join('\n') + '\n'], {type: 'text/csv'}));
  }

  svg() {
    const {width, height: tall, over} = this.plot;
    const [left, top, w, h] = [over.offsetLeft, over.offsetTop, over.clientWidth, over.clientHeight];
    const escape = text => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const x = value => (left + this.plot.valToPos(value, 'x')).toFixed(1);
    const y = value => (top + this.plot.valToPos(value, 'y')).toFixed(1);
    const points = (xs, ys) => xs.map((value, i) => x(value) + ',' + y(ys[i])).join(' ');
    const style = getComputedStyle(document.documentElement);
    const [text, grid, back] = ['--soft', '--line', '--back'].map(name => style.getPropertyValue(name).trim());
    const visible = this.visible();
    const out = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall + 18 * visible.length}" font-family="sans-serif" font-size="12">`,
      `<rect width="100%" height="100%" fill="${back}"/><clipPath id="c"><rect x="${left}" y="${top}" width="${w}" height="${h}"/></clipPath>`];
    for (const [scale, axis] of [['x', this.plot.axes[0]], ['y', this.plot.axes[1]]]) {
      (axis._splits || []).forEach((value, i) => {
        const label = escape((axis._values || [])[i] ?? '');
        out.push(scale === 'x' ? `<path d="M${x(value)} ${top}v${h}" stroke="${grid}"/><text x="${x(value)}" y="${top + h + 18}" fill="${text}" text-anchor="middle">${label}</text>`
            : `<path d="M${left} ${y(value)}h${w}" stroke="${grid}"/><text x="${left - 6}" y="${y(value)}" fill="${text}" text-anchor="end" dominant-baseline="middle">${label}</text>`);
      });
    }
    out.push('<g clip-path="url(#c)">');
    for (const line of visible) {
      if (line.low) {
        out.push(`<polygon points="${points([...line.xs, ...line.xs.slice().reverse()], [...line.low, ...line.high.slice().reverse()])}" fill="${line.look.colour}" opacity="0.16"/>`);
      }
      for (const [xs, ys] of this.strokes(line)) {
        out.push(`<polyline points="${points(xs, ys)}" fill="none" stroke="${line.look.colour}" stroke-width="2" stroke-dasharray="${line.look.dash.join(' ')}"/>`);
      }
    }
    out.push('</g>');
    visible.forEach((line, i) => out.push(`<path d="M${left} ${tall + 18 * i}h24" stroke="${line.look.colour}" stroke-width="2" stroke-dasharray="${line.look.dash.join(' ')}"/><text x="${left + 30}" y="${tall + 18 * i}" fill="${text}" dominant-baseline="middle">${escape(line.label)}</text>`));
    out.push('</svg>');
    offer(this.metric + '.svg', new Blob([out.join('\n')], {type: 'image/svg+xml'}));
  }
}

/** Height of a line at a position; null outside of it. */
function height(xs, ys, at) {
  if (!(at >= xs[0] && at <= xs[xs.length - 1])) {
    return null;
  }
  let [low, high] = [0, xs.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= at) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const part = xs[high] > xs[low] ? (at - xs[low]) / (xs[high] - xs[low]) : 0;
  return ys[low] + (ys[high] - ys[low]) * part;
}
