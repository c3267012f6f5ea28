// One policy at its games: the picture, what it thinks of it, and its core laid open below. All of it comes from the server, step by
// step, while it plays there.
import {ask, el, fill, number} from './dom.js';
import {Board, extent} from './board.js';

const POLL_MILLIS = 300;
const ORDER_MILLIS = 1500;
/** Pictures that are fetched ahead, and those that are kept. */
const AHEAD = 24;
const MOST_PICTURES = 240;
const LEAST = 0.5;
/** Rows of saliency, steps back, unless more matter. */
const FEWEST_BACK = 8;
const MOST_BACK = 40;
const COLUMNS = ['game', 'action', 'value', 'entropy', 'reward', 'score', 'end', 'shares', 'texts', 'marked', 'numbers'];

export class Player {
  /**
   * @param label  whose it is: run and checkpoint
   * @param about  what the server said when it began
   * @param told   `came()` when there are more steps, `seek(step)`, `follow(part, unit)`, `problem(text)`
   */
  constructor(label, about, told) {
    this.about = about;
    this.told = told;
    this.label = label;
    this.played = 0;
    this.done = false;
    this.steps = Object.fromEntries(COLUMNS.map(name => [name, []]));
    this.bars = [];
    this.inside = about.parts.map(() => []);
    this.orders = new Map();
    this.ordered = 0;
    this.pictures = new Map();
    this.pins = [];
    this.saliency = null;
    this.settings = {by: '', layer: 0, part: '', units: 12, span: 0};
    this.step = 0;
    this.canvas = el('canvas', {width: about.width, height: about.height, class: 'picture', role: 'img', 'data-agent': 'frame',
      'aria-label': 'The world before the step'});
    this.facts = el('table', {class: 'facts', 'data-agent': 'facts'});
    this.choices = el('div', {class: 'choices', 'data-agent': 'bars'});
    this.named = el('div', {class: 'named', 'data-agent': 'named'});
    this.owed = el('p', {class: 'note', 'data-agent': 'owed'});
    this.board = new Board({seek: step => told.seek(step), row: (track, row) => this.follow(track.part, track.units[row]),
      release: pin => this.follow(pin.part, pin.unit)});
    this.root = el('article', {class: 'player', 'data-agent': 'player', 'data-game': about.game},
        el('h3', {}, label), el('p', {class: 'note'}, about.world + ', ' + (about.core === 'none' ? 'no memory' : about.core) + ', learned from '
            + about.step.toLocaleString('en') + ' steps, ' + (about.deterministic ? 'takes the most probable action' : 'samples its actions')),
        el('div', {class: 'laid'}, el('div', {class: 'seen'}, this.canvas, el('div', {}, this.facts, this.choices)),
            el('div', {class: 'opened'}, this.named, this.owed, this.board.root)));
    this.poll();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.board.remove();
    navigator.sendBeacon('agent/close', JSON.stringify({game: this.about.game})); // goes out even when the page does
  }

  url(what, parts = {}) {
    return 'agent/' + what + '?' + new URLSearchParams({game: this.about.game, ...parts});
  }

  async poll() {
    try {
      const answer = await ask(this.url('steps', {from: this.played}));
      if (this.closed) {
        return;
      }
      this.take(answer);
      await this.open();
      if (!this.closed && !this.done) {
        this.timer = setTimeout(() => this.poll(), POLL_MILLIS);
      } else if (!this.closed) {
        this.timer = setTimeout(() => this.stay(), 60000);
      }
    } catch (problem) {
      this.done = true;
      this.told.problem(problem.message);
    }
  }

  /** The server closes what nobody asks for. */
  async stay() {
    try {
      await ask(this.url('steps', {from: this.played}));
      this.timer = setTimeout(() => this.stay(), 60000);
    } catch (problem) {
      if (!this.closed) {
        this.told.problem(problem.message);
      }
    }
  }

  take(answer) {
    COLUMNS.forEach(name => this.steps[name].push(...answer[name]));
    this.played = this.steps.game.length;
    this.bars = answer.bars.length > 0 ? answer.bars : this.bars;
    this.done = answer.done && this.played >= answer.played;
    this.root.dataset.played = this.played;
    this.root.dataset.done = this.done;
    if (answer.problem) {
      this.told.problem(answer.problem);
    }
    this.told.came();
  }

  /** Fetches gates and states, and their order, as they come; draws. */
  async open() {
    const parts = this.shown();
    await Promise.all(parts.map(part => this.fetchInside(part)));
    if (parts.length > 0 && this.played > 1 && (this.done || Date.now() - this.ordered > ORDER_MILLIS)) {
      this.ordered = Date.now();
      await this.order(parts);
    }
    this.draw();
  }

  async fetchInside(part) {
    const units = this.about.parts[part].units;
    const have = this.inside[part].length;
    if (have < this.played) {
      const answer = await fetch(this.url('inside', {part, from: have, to: this.played}));
      const all = new Float32Array(await answer.arrayBuffer());
      for (let from = 0; from + units <= all.length && this.inside[part].length === have + from / units; from += units) {
        this.inside[part].push(all.subarray(from, from + units));
      }
    }
  }

  async order(parts) {
    const by = this.about.names.indexOf(this.settings.by);
    const lead = this.lead(parts);
    const [order, names] = await Promise.all([ask(this.url('order', {part: lead, by})), ask(this.url('named'))]);
    this.orders.set(this.about.parts[lead].layer, order);
    this.tellNames(names);
    await Promise.all(this.pins.map(pin => Promise.all([this.fetchInside(pin.part), this.name(pin)])));
  }

  /** The part by which units are sorted: the first state of those that are shown, else the first. */
  lead(parts) {
    return parts.find(part => this.about.parts[part].state) ?? parts[0];
  }

  /** Indices of the parts that are drawn. */
  shown() {
    const {layer, part} = this.settings;
    const all = this.about.parts.map((one, i) => i).filter(i => this.about.parts[i].layer === layer);
    const one = all.filter(i => this.about.parts[i].name === part);
    return one.length > 0 ? one : all;
  }

  async set(settings) {
    const other = settings.by !== this.settings.by || settings.layer !== this.settings.layer || settings.part !== this.settings.part;
    this.settings = {...settings};
    if (other) {
      this.ordered = 0;
      await this.open();
    } else {
      this.draw();
    }
  }

  tellNames({named, steps}) {
    const best = new Map();
    named.forEach(one => {
      if (!best.has(one.name)) {
        best.set(one.name, one);
      }
    });
    const where = part => this.about.parts[part].name + (this.about.parts.some(other => other.layer > 0) ? ' of layer '
        + (this.about.parts[part].layer + 1) : '');
    const told = new Set();
    const all = [...best.values()].filter(one => {
      const known = told.has(one.part + ':' + one.unit);
      told.add(one.part + ':' + one.unit);
      return !known || !/^observation \d+$/.test(one.name); // what is seen often has a name of the world's, too
    });
    fill(this.named, all.length === 0 ? [el('span', {class: 'note'}, 'No unit goes with anything that has a name (no correlation of '
        + LEAST + ' or more over ' + steps + ' steps).')] : [el('span', {class: 'note'}, 'Over ' + steps + ' steps '),
      ...all.map(one => el('button', {class: 'chip', 'data-agent': 'unit', 'data-name': one.name, 'data-part': one.part,
        'data-unit': one.unit, title: 'Follow unit ' + one.unit + ' of the ' + where(one.part), onclick: () => this.follow(one.part, one.unit)},
          one.name + ': ' + one.unit, el('small', {}, ' ' + (one.r < 0 ? '−' : '') + Math.abs(one.r).toFixed(2))))]);
  }

  /** Likewise of the part that units are sorted by. */
  followUnit(unit) {
    const part = this.lead(this.shown());
    if (part !== undefined && Number.isInteger(unit) && unit >= 0 && unit < this.about.parts[part].units) {
      this.follow(part, unit);
    }
  }

  /** Pins a unit's curve, or lets it go. */
  follow(part, unit) {
    const at = this.pins.findIndex(pin => pin.part === part && pin.unit === unit);
    if (at >= 0) {
      this.pins.splice(at, 1);
      this.draw();
    } else {
      const pin = {part, unit, goes: -1, r: 0};
      this.pins.push(pin);
      Promise.all([this.fetchInside(part), this.name(pin)]).then(() => this.draw(), problem => this.told.problem(problem.message));
    }
  }

  /** Finds what a pinned unit goes with in its own part. */
  async name(pin) {
    const order = await ask(this.url('order', {part: pin.part, by: -1}));
    const at = order.units.indexOf(pin.unit);
    [pin.goes, pin.r] = [Math.abs(order.best[at]) >= LEAST ? order.goes[at] : -1, order.best[at]];
  }

  // ---- the board

  viewed() {
    const span = this.settings.span;
    const all = Math.max(1, this.done ? this.played : Math.max(this.played, Math.min(this.about.steps, 2 * this.played)));
    if (!span || span >= all) {
      return [0, all];
    }
    const page = Math.floor(this.step / span);
    return [page * span, Math.min(all, page * span + span)];
  }

  ends() {
    return this.steps.end.map((end, step) => end ? step : -1).filter(step => step >= 0);
  }

  draw() {
    const steps = this.steps;
    const tracks = [];
    if (steps.value.some(value => value !== null)) {
      tracks.push({kind: 'lines', title: 'value', lines: [{name: 'value', values: steps.value}]});
    }
    if (steps.entropy.some(value => value !== null)) {
      tracks.push({kind: 'lines', title: 'entropy (nats)', lines: [{name: 'entropy', values: steps.entropy, range: [0, extent(steps.entropy).largest]}]});
    }
    if (this.bars.length > 0 && this.bars.length <= 16) {
      tracks.push({kind: 'heat', title: this.about.probabilities ? 'probabilities of actions' : 'actions', rows: this.bars.length,
        names: this.bars, steps: this.played, value: (step, row) => steps.shares[step][row], largest: 1, row: 11});
    }
    tracks.push({kind: 'marks', title: 'reward', values: steps.reward});
    this.pinTracks(tracks);
    this.saliencyTracks(tracks);
    this.insideTracks(tracks);
    this.view = this.viewed();
    this.board.show(tracks, this.view, this.ends());
    this.board.move(this.step);
  }

  pinTracks(tracks) {
    for (const {part, unit, goes, r} of this.pins) {
      const name = this.about.parts[part].name + ', unit ' + unit;
      const lines = [{name, values: this.inside[part].map(step => step[unit])}];
      if (goes >= 0) {
        const turned = r < 0 ? -1 : 1;
        lines.push({name: (turned < 0 ? '−' : '') + this.about.names[goes], dashed: true,
          values: this.steps.numbers.map(step => step[goes] === null ? null : turned * step[goes])});
      }
      tracks.push({kind: 'lines', title: name, lines, pin: {part, unit}});
    }
    this.named.querySelectorAll('[data-unit]').forEach(chip => chip.setAttribute('aria-pressed', String(this.pins.some(pin =>
        pin.part === Number(chip.dataset.part) && pin.unit === Number(chip.dataset.unit)))));
    this.root.dataset.pins = this.pins.map(pin => pin.part + ':' + pin.unit).join(' ');
  }

  insideTracks(tracks) {
    const parts = this.shown();
    for (const part of parts) {
      const {layer, name, units} = this.about.parts[part];
      const order = this.orders.get(layer);
      const rows = (order ? order.units : Array.from({length: units}, (none, i) => i)).filter(unit => unit < units)
          .slice(0, this.settings.units || units);
      const values = this.inside[part];
      let [largest, signed] = [0, false];
      for (const step of values) {
        for (const unit of rows) {
          largest = Math.max(largest, Math.abs(step[unit]));
          signed ||= step[unit] < 0;
        }
      }
      const names = rows.map(unit => {
        const at = order ? order.units.indexOf(unit) : -1;
        return at >= 0 && Math.abs(order.best[at]) >= LEAST ? unit + '  ' + this.about.names[order.goes[at]] : String(unit);
      });
      tracks.push({kind: 'heat', pick: true, title: name + (parts.length > 1 && part === this.lead(parts) ? ', which names the units' : ''), part, units: rows, rows: rows.length, names, steps: values.length,
        value: (step, row) => values[step][rows[row]], signed, largest: signed || largest > 1 ? largest || 1 : 1,
        marked: rows.map((unit, i) => this.pins.some(pin => pin.unit === unit && pin.part === part) ? i : -1).filter(i => i >= 0)});
    }
  }

  // ---- what it depends on

  async ask(step, steps) {
    this.saliency = await ask('agent/saliency', {game: this.about.game, step, steps});
    this.draw();
    this.tellOwed();
  }

  saliencyTracks(tracks) {
    if (!this.saliency) {
      return;
    }
    const {from, to} = this.saliency;
    for (const output of ['choice', 'value']) {
      const shares = this.saliency[output];
      if (shares.every(step => step.every(share => share === 0))) {
        continue;
      }
      let back = FEWEST_BACK;
      shares.forEach(step => step.forEach((share, k) => { back = share >= 0.05 ? Math.max(back, k + 1) : back; }));
      const rows = Math.min(back, to - from, MOST_BACK);
      tracks.push({kind: 'heat', title: 'what the ' + output + ' depends on, by steps back', rows, from, steps: to - from, largest: 1,
        names: Array.from({length: rows}, (none, k) => k === 0 ? 'now' : String(k)), value: (step, k) => shares[step][k]});
    }
  }

  tellOwed() {
    const owed = this.saliency;
    if (!owed || this.step < owed.from || this.step >= owed.to) {
      this.owed.textContent = '';
      return;
    }
    this.owed.textContent = ['choice', 'value'].map(output => {
      const shares = owed[output][this.step - owed.from];
      const most = shares.map((share, k) => ({share, k})).filter(one => one.share >= 0.01).sort((one, other) => other.share - one.share).slice(0, 3);
      return most.length === 0 ? '' : 'The ' + output + ' at step ' + this.step + ' depends on what was seen ' + most.map(({share, k}) => (k === 0 ? 'now'
          : k === 1 ? '1 step back' : k + ' steps back') + ' (' + Math.round(100 * share) + ' %)').join(', ') + '.';
    }).join(' ').trim();
  }

  // ---- the present step

  /** The picture of a step, which is fetched if it is not there. */
  picture(step) {
    let picture = this.pictures.get(step);
    if (!picture && step < this.played) {
      picture = new Image();
      picture.src = this.url('frame', {step});
      picture.addEventListener('load', () => step === this.step && this.paint());
      this.pictures.set(step, picture);
      if (this.pictures.size > MOST_PICTURES) {
        this.pictures.delete(this.pictures.keys().next().value);
      }
    }
    return picture;
  }

  /** Whether the picture of a step can be shown at once. */
  ready(step) {
    return step >= this.played || Boolean(this.picture(step)?.complete);
  }

  move(step) {
    this.step = Math.max(0, Math.min(step, this.played - 1));
    for (let ahead = 0; ahead < AHEAD && this.step + ahead < this.played; ahead++) {
      this.picture(this.step + ahead);
    }
    this.paint();
    this.say();
    const view = this.viewed();
    if (this.view && (view[0] !== this.view[0] || view[1] !== this.view[1])) {
      this.draw();
    } else {
      this.board.move(this.step);
    }
    this.tellOwed();
  }

  paint() {
    const picture = this.picture(this.step);
    if (picture && picture.complete && picture.naturalWidth > 0) {
      this.canvas.getContext('2d').drawImage(picture, 0, 0);
      this.canvas.dataset.step = this.step;
    }
  }

  say() {
    const steps = this.steps;
    const at = this.step;
    if (at < 0 || at >= this.played) {
      return;
    }
    const fact = (name, value) => el('tr', {}, el('th', {}, name), el('td', {'data-fact': name}, value));
    fill(this.facts, fact('action', steps.action[at]), steps.value[at] === null ? null : fact('value', number(steps.value[at])),
        steps.entropy[at] === null ? null : fact('entropy', number(steps.entropy[at])), fact('reward', number(steps.reward[at])),
        fact('return', number(steps.score[at]) + (steps.end[at] ? ', ' + steps.end[at] : '')), fact('game', String(steps.game[at])));
    fill(this.choices, this.bars.map((name, i) => el('div', {class: 'choice' + (steps.marked[at][i] ? ' taken' : ''), 'data-action': name,
      'data-share': steps.shares[at][i]}, el('span', {class: 'name'}, name), el('span', {class: 'bar'},
        el('span', {style: 'width:' + (100 * steps.shares[at][i]).toFixed(1) + '%'})), el('span', {class: 'figure'}, steps.texts[at][i]))));
  }
}
