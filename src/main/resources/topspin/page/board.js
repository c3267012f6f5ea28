// A board: curves, strips and heat maps over the steps of a game, one below the other, with one line through all of them where the
// picture is. It draws what it is given; what is asked for is told to its owner.
import {el, number} from './dom.js';

/** Space for names on the left, in CSS pixels. */
const GUTTER = 128;
const RIGHT = 8;
const TITLE = 17;
const GAP = 7;
const LINE = 44;
const MARKS = 22;
const ROW = 10;
/** Ends of games that lie closer together, on average, are not drawn. */
const CLOSEST = 8;
const COLOURS = {light: {blue: [0, 114, 178], red: [213, 94, 0]}, dark: {blue: [111, 183, 233], red: [240, 138, 60]}};
const LINES = ['--accent', '--warn', '--good', '--bad'];

/** Widest size of numbers, and whether any is below 0. */
function extent(values) {
  let [largest, signed] = [0, false];
  for (const value of values) {
    if (Number.isFinite(value)) {
      largest = Math.max(largest, Math.abs(value));
      signed ||= value < 0;
    }
  }
  return {largest: largest || 1, signed};
}

function range(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value !== null && Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

export class Board {
  /**
   * @param told `seek(step)` when a place is clicked, `row(track, row)` when a row of a heat map is,
   *             `release(pin)` when the name of a curve that is pinned is
   */
  constructor(told) {
    this.told = told;
    this.tracks = [];
    this.view = [0, 1];
    this.cursor = 0;
    this.ends = [];
    this.base = el('canvas', {});
    this.top = el('canvas', {class: 'cursor', tabindex: '-1', 'data-agent': 'board', role: 'img', 'aria-label': 'What the policy computed, step by step'});
    this.tip = el('div', {class: 'tip', hidden: true});
    this.root = el('div', {class: 'board'}, this.base, this.top, this.tip);
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.root);
    this.top.addEventListener('pointermove', event => {
      this.tell(event);
      if (event.buttons === 1 && this.dragging) {
        this.told.seek(this.stepAt(event.offsetX));
      }
    });
    this.top.addEventListener('pointerleave', () => { this.tip.hidden = true; });
    this.top.addEventListener('pointerdown', event => {
      const place = this.at(event.offsetY);
      this.dragging = !place || place.row === null;
      if (event.offsetX >= GUTTER) {
        this.told.seek(this.stepAt(event.offsetX));
      }
      if (place?.track.pin && event.offsetX < GUTTER) {
        this.told.release(place.track.pin);
      }
      if (place && place.row !== null) {
        this.told.row(place.track, place.row);
      }
    });
  }

  remove() {
    this.sizes.disconnect();
  }

  /**
   * Shows tracks.
   *
   * @param tracks of one of these kinds, each with a `title`: `lines` with `lines: [{name, values, dashed}]`; `marks` with `values`;
   *               `heat` with `rows`, `value(step, row)`, `names`, `scale` (`one`, or by the largest) and maybe `from`, its first step
   * @param view   first step that is seen, and one after the last
   * @param ends   steps that end games
   */
  show(tracks, view, ends) {
    this.tracks = tracks;
    this.view = view;
    this.ends = ends;
    this.draw();
  }

  /** Where the picture is. */
  move(cursor) {
    this.cursor = cursor;
    this.drawCursor();
  }

  height(track) {
    return TITLE + (track.kind === 'heat' ? track.rows * (track.row || ROW) : track.kind === 'marks' ? MARKS : LINE);
  }

  x(step) {
    return GUTTER + (step - this.view[0]) / Math.max(1, this.view[1] - this.view[0]) * (this.wide - GUTTER - RIGHT);
  }

  stepAt(x) {
    const share = (x - GUTTER) / Math.max(1, this.wide - GUTTER - RIGHT);
    return Math.max(this.view[0], Math.min(this.view[1] - 1, Math.floor(this.view[0] + share * (this.view[1] - this.view[0]))));
  }

  draw() {
    this.wide = this.root.clientWidth;
    if (this.wide < GUTTER + 40) {
      return; // not seen
    }
    const ratio = devicePixelRatio || 1;
    const tall = this.tracks.reduce((sum, track) => sum + this.height(track) + GAP, GAP);
    for (const canvas of [this.base, this.top]) {
      canvas.width = Math.round(this.wide * ratio);
      canvas.height = Math.round(tall * ratio);
      canvas.style.width = this.wide + 'px';
      canvas.style.height = tall + 'px';
    }
    const style = getComputedStyle(document.documentElement);
    this.colour = name => style.getPropertyValue(name).trim();
    this.theme = COLOURS[document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'];
    this.paper = document.documentElement.dataset.theme === 'dark' ? [28, 32, 39] : [255, 255, 255];
    const c = this.base.getContext('2d');
    c.scale(ratio, ratio);
    c.textBaseline = 'middle';
    let y = GAP;
    this.places = [];
    for (const track of this.tracks) {
      this.places.push({track, top: y + TITLE, bottom: y + this.height(track)});
      c.font = '600 11px system-ui, sans-serif';
      c.fillStyle = this.colour('--text');
      c.fillText(track.title, GUTTER, y + TITLE / 2);
      c.save();
      this[track.kind](c, track, y + TITLE, this.height(track) - TITLE);
      c.restore();
      y += this.height(track) + GAP;
    }
    c.strokeStyle = this.colour('--soft');
    c.globalAlpha = 0.6;
    c.setLineDash([2, 3]);
    const seen = this.ends.filter(end => end + 1 > this.view[0] && end + 1 < this.view[1]);
    if (seen.length * CLOSEST < this.wide - GUTTER) {
      for (const end of seen) {
        c.beginPath();
        c.moveTo(this.x(end + 1), 0);
        c.lineTo(this.x(end + 1), tall);
        c.stroke();
      }
    }
    c.globalAlpha = 1;
    this.drawCursor();
  }

  drawCursor() {
    const c = this.top.getContext('2d');
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, this.top.width, this.top.height);
    this.top.dataset.step = this.cursor;
    if (this.cursor < this.view[0] || this.cursor >= this.view[1] || !this.places) {
      return;
    }
    const ratio = devicePixelRatio || 1;
    c.scale(ratio, ratio);
    const [left, right] = [this.x(this.cursor), this.x(this.cursor + 1)];
    c.strokeStyle = this.colour('--text');
    c.lineWidth = 1;
    if (right - left > 4) {
      c.strokeRect(left - 0.5, 1, right - left + 1, this.top.height / ratio - 2);
    } else {
      c.fillStyle = this.colour('--text');
      c.fillRect((left + right) / 2 - 0.75, 0, 1.5, this.top.height / ratio);
    }
  }

  note(c, text, y) {
    c.font = '10px system-ui, sans-serif';
    c.fillStyle = this.colour('--soft');
    c.textAlign = 'right';
    c.fillText(text, this.wide - RIGHT, y - TITLE / 2);
    c.textAlign = 'left';
  }

  name(c, text, y, size = 10) {
    c.font = size + 'px system-ui, sans-serif';
    c.fillStyle = this.colour('--soft');
    c.textAlign = 'right';
    let shown = text;
    while (shown.length > 1 && c.measureText(shown).width > GUTTER - 8) {
      shown = shown.slice(0, -2) + '…';
    }
    c.fillText(shown, GUTTER - 5, y);
    c.textAlign = 'left';
  }

  /** Each line by its own range, which stands beside the first; steps, since nothing is known between decisions. */
  lines(c, track, top, tall) {
    c.strokeStyle = this.colour('--line');
    c.strokeRect(GUTTER, top, this.wide - GUTTER - RIGHT, tall);
    track.lines.forEach((line, i) => {
      const [low, high] = line.range || range(line.values);
      if (i === 0) {
        this.name(c, number(high), top + 6);
        this.name(c, number(low), top + tall - 6);
      }
      const y = value => high > low ? top + tall - 3 - (value - low) / (high - low) * (tall - 6) : top + tall / 2;
      c.beginPath();
      c.rect(GUTTER, top, this.wide - GUTTER - RIGHT, tall);
      c.save();
      c.clip();
      c.beginPath();
      let on = false;
      for (let step = this.view[0]; step < Math.min(this.view[1], line.values.length); step++) {
        const value = line.values[step];
        if (value === null || !Number.isFinite(value) || this.ends.includes(step - 1)) {
          on = false;
        }
        if (value !== null && Number.isFinite(value)) {
          on ? c.lineTo(this.x(step), y(value)) : c.moveTo(this.x(step), y(value));
          c.lineTo(this.x(step + 1), y(value));
          on = true;
        }
      }
      c.strokeStyle = line.dashed ? this.colour('--soft') : this.colour(LINES[i % LINES.length]);
      c.setLineDash(line.dashed ? [4, 3] : []);
      c.lineWidth = line.dashed ? 1 : 1.5;
      c.stroke();
      c.restore();
    });
    this.note(c, track.lines.length > 1 ? track.lines.map(line => line.name + (line.dashed ? ' (dashed)' : '')).join(', ') : '', top);
  }

  /** Bars up and down from the middle. */
  marks(c, track, top, tall) {
    const {largest} = extent(track.values);
    c.fillStyle = this.colour('--line');
    c.fillRect(GUTTER, top + tall / 2, this.wide - GUTTER - RIGHT, 1);
    for (let step = this.view[0]; step < Math.min(this.view[1], track.values.length); step++) {
      const size = track.values[step] / largest * (tall / 2 - 1);
      if (size) {
        c.fillStyle = this.colour(size > 0 ? '--good' : '--bad');
        c.fillRect(this.x(step), top + tall / 2 - Math.max(0, size), Math.max(2, this.x(step + 1) - this.x(step) - 0.5), Math.abs(size));
      }
    }
    this.name(c, '±' + number(largest), top + tall / 2);
  }

  /** White is 0, blue above, red below; gates from 0 to 1, states as far as the largest. */
  heat(c, track, top, tall) {
    const first = track.from || 0;
    const from = Math.max(this.view[0], first);
    const to = Math.min(this.view[1], first + track.steps);
    const row = track.row || ROW;
    for (let i = 0; i < track.rows; i++) {
      this.name(c, track.names[i], top + (i + 0.5) * row, Math.min(10, row));
    }
    c.strokeStyle = this.colour('--line');
    c.strokeRect(GUTTER - 0.5, top - 0.5, this.wide - GUTTER - RIGHT + 1, tall + 1);
    if (to <= from || track.rows === 0) {
      return;
    }
    const image = new ImageData(to - from, track.rows);
    for (let i = 0; i < track.rows; i++) {
      for (let step = from; step < to; step++) {
        const share = track.value(step - first, i) / track.largest;
        const full = share < 0 ? this.theme.red : this.theme.blue;
        const strength = Math.min(1, Math.abs(share));
        const at = 4 * (i * (to - from) + step - from);
        for (let channel = 0; channel < 3; channel++) {
          image.data[at + channel] = this.paper[channel] + (full[channel] - this.paper[channel]) * strength;
        }
        image.data[at + 3] = 255;
      }
    }
    const small = el('canvas', {width: image.width, height: image.height});
    small.getContext('2d').putImageData(image, 0, 0);
    c.imageSmoothingEnabled = to - from > this.wide;
    c.drawImage(small, this.x(from), top, this.x(to) - this.x(from), tall);
    this.note(c, track.signed ? '−' + number(track.largest) + ' to ' + number(track.largest) : '0 to ' + number(track.largest), top);
    for (const i of track.marked || []) {
      c.strokeStyle = this.colour('--text');
      c.strokeRect(GUTTER - 0.5, top + i * row - 0.5, this.wide - GUTTER - RIGHT + 1, row + 1);
    }
  }

  at(y) {
    const place = (this.places || []).find(one => y >= one.top && y < one.bottom);
    return place && {track: place.track, row: place.track.kind === 'heat' && place.track.pick
        ? Math.floor((y - place.top) / (place.track.row || ROW)) : null, line: place.track.kind === 'heat'
        ? Math.floor((y - place.top) / (place.track.row || ROW)) : null};
  }

  tell(event) {
    const place = this.at(event.offsetY);
    this.tip.hidden = !place;
    if (!place) {
      return;
    }
    const {track, line} = place;
    const step = this.stepAt(event.offsetX);
    const first = track.from || 0;
    const inside = event.offsetX >= GUTTER;
    const texts = track.kind === 'heat' ? [track.names[line] + (inside && step >= first && step < first + track.steps
        ? ': ' + number(track.value(step - first, line)) : '')]
        : track.kind === 'marks' ? [number(track.values[step])] : track.lines.map(one => one.name + ' ' + number(one.values[step]));
    this.tip.replaceChildren(el('b', {}, track.title + (inside ? ', step ' + step : '')), ...texts.map(text => el('div', {}, text)),
        ...(place.row !== null ? [el('div', {class: 'note'}, 'click follows this unit')] : track.pin && !inside
        ? [el('div', {class: 'note'}, 'click lets it go')] : []));
    this.tip.style.left = (event.offsetX + 14 + this.tip.offsetWidth > this.wide ? Math.max(0, event.offsetX - this.tip.offsetWidth - 10)
        : event.offsetX + 14) + 'px';
    this.tip.style.top = event.offsetY + 14 + 'px';
  }
}

export {extent};
