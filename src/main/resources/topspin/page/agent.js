// The agent in the page: a run's checkpoint plays on the server, alone or beside another on the same game; one clock moves the
// pictures, the curves and the heat maps of all of them.
import {ask, el, fill, natural} from './dom.js';
import {Player} from './player.js';

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
/** Steps a second where a world waits for its player. */
const USUAL_FPS = 4;
const UNITS = [12, 24, 48, 0];
const SPANS = [0, 1000, 500, 200, 100, 50, 20];
const WINDOWS = [16, 32, 64, 128];
const OWN = '';
/** Runs that can be chosen from, those of the same experiment first. */
const MOST_OTHERS = 500;

/** The agents of the page: one at a time, of the run that was opened last. */
export class Agents {
  /** @param runs all that can be compared with */
  constructor(runs) {
    this.runs = runs;
    this.agent = null;
    addEventListener('pagehide', () => this.agent?.leave());
    new MutationObserver(() => this.agent?.players.forEach(player => player.draw()))
        .observe(document.documentElement, {attributes: true, attributeFilter: ['data-theme']});
  }

  /** What stands in a run's tab. */
  of(run) {
    if (!this.agent || this.agent.run.id !== run.id) {
      this.agent?.close();
      this.agent = new Agent(run, this.runs);
    }
    this.agent.news(run);
    return this.agent.wide ? this.agent.away : this.agent.root;
  }
}

class Agent {
  constructor(run, runs) {
    this.run = run;
    this.runs = runs;
    this.players = [];
    this.step = 0;
    this.wide = null;
    this.away = el('p', {class: 'note'}, 'It plays in the wide view.');
    this.form();
    this.transport();
    this.lens();
    this.stage = el('div', {class: 'players'});
    this.root = el('div', {class: 'agent', tabindex: '0', 'data-agent': 'root', onkeydown: event => this.key(event)}, this.asked, this.said, this.clock,
        this.looking, this.alike, this.stage);
    this.busy(false);
    this.limit();
  }

  // ---- what is asked for

  /** Only some pages have agents: not the one of a training, whose cores it would take. */
  async limit() {
    try {
      const limits = await ask('agent/limits');
      this.most.max = String(limits.steps);
    } catch {
      this.asked.hidden = true;
      this.say('Agents play in the page of ./topspin watch; this page came with a training, and takes nothing from it.');
    }
  }

  form() {
    const option = (value, text) => el('option', {value}, text);
    this.checkpoint = el('select', {'data-agent': 'checkpoint', 'aria-label': 'Checkpoint'});
    this.seed = el('input', {type: 'number', min: '0', step: '1', value: String(this.run.seed || 1), 'data-agent': 'seed', 'aria-label': 'Seed'});
    this.most = el('input', {type: 'number', min: '1', max: '2000', value: '300', 'data-agent': 'steps', 'aria-label': 'Steps'});
    this.greedy = el('input', {type: 'checkbox', 'data-agent': 'deterministic'});
    this.other = el('select', {'data-agent': 'with-run', 'aria-label': 'Compare with', onchange: () => this.others()}, option('', 'nobody'));
    this.otherCheckpoint = el('select', {'data-agent': 'with-checkpoint', 'aria-label': 'Its checkpoint', hidden: true});
    this.begin = el('button', {'data-agent': 'open', class: 'begin', onclick: () => this.open()}, 'play');
    this.widen = el('button', {'data-agent': 'wide', title: 'Over the whole page (Esc goes back)', onclick: () => this.spread()}, 'wide');
    this.said = el('p', {class: 'problem', role: 'status', 'data-agent': 'said', hidden: true});
    this.asked = el('form', {class: 'asked', onsubmit: event => { event.preventDefault(); this.open(); }},
        el('label', {}, 'checkpoint ', this.checkpoint), el('label', {}, 'seed ', this.seed), el('label', {}, 'steps ', this.most),
        el('label', {title: 'Take the most probable action instead of sampling one'}, this.greedy, ' most probable actions'),
        el('label', {}, 'beside ', this.other), this.otherCheckpoint, this.begin, this.widen);
    this.begin.type = 'submit';
    this.widen.type = 'button';
  }

  /** The run has written: there may be more checkpoints, and more runs. */
  news(run) {
    this.run = run;
    choices(this.checkpoint, Object.keys(run.checkpoints).map(name => [name, name.replace('.safetensors', '')]));
    const runs = this.runs().sort((one, other) => (other.experiment === run.experiment) - (one.experiment === run.experiment)
        || natural(one.id, other.id)).slice(0, MOST_OTHERS).map(other => [other.id, other.id === run.id ? other.id + ' itself' : other.id]);
    choices(this.other, [['', 'nobody'], ...runs]);
    this.begin.disabled = this.checkpoint.options.length === 0;
    if (this.begin.disabled) {
      this.say('This run has no checkpoint yet.');
    }
  }

  async others() {
    const id = this.other.value;
    this.otherCheckpoint.hidden = !id;
    if (id) {
      try {
        const run = await ask('api/run?id=' + encodeURIComponent(id));
        choices(this.otherCheckpoint, Object.keys(run.checkpoints).map(name => [name, name.replace('.safetensors', '')]));
      } catch (problem) {
        this.say(problem.message);
      }
    }
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  async open() {
    this.say('');
    this.begin.disabled = true;
    this.leave();
    const request = {seed: Number(this.seed.value), steps: Number(this.most.value), deterministic: this.greedy.checked};
    try {
      await this.add(this.run.id, this.checkpoint.value, request);
      if (this.other.value) {
        await this.add(this.other.value, this.otherCheckpoint.value, {...request, like: this.players[0].about.game});
      }
    } catch (problem) {
      this.say(problem.message);
    }
    this.begin.disabled = false;
    this.busy(this.players.length > 0);
    if (this.players.length > 0) {
      this.offer();
      this.seek(0);
      this.clockwork(true);
      this.root.focus({preventScroll: true});
    }
  }

  async add(id, checkpoint, request) {
    const about = await ask('agent/open', {id, checkpoint, ...request});
    const player = new Player(id + ', ' + checkpoint.replace('.safetensors', ''), about, {came: () => this.came(), seek: step => this.seek(step),
      problem: text => this.say(text)});
    this.players.push(player);
    fill(this.stage, this.players.map(one => one.root));
    this.stage.dataset.players = this.players.length;
  }

  /** Ends all games. */
  leave() {
    this.clockwork(false);
    this.players.forEach(player => player.close());
    this.players = [];
    fill(this.stage);
    this.step = 0;
  }

  close() {
    this.leave();
    this.narrow();
  }

  // ---- the clock

  transport() {
    const button = (name, title, text, action) => el('button', {'data-agent': name, title, 'aria-label': title, onclick: action}, text);
    this.toggle = button('toggle', 'Play or pause (space)', '▶', () => this.clockwork(!this.timer));
    this.speed = el('select', {'data-agent': 'speed', 'aria-label': 'Speed'}, SPEEDS.map(speed => el('option', {value: speed, selected: speed === 1},
        speed + '×')));
    this.scrub = el('input', {type: 'range', min: '0', max: '0', value: '0', 'data-agent': 'scrub', 'aria-label': 'Step',
      oninput: () => this.seek(Number(this.scrub.value))});
    this.place = el('output', {'data-agent': 'place'});
    this.alike = el('p', {class: 'note', 'data-agent': 'alike'});
    this.clock = el('div', {class: 'clock'}, button('back', 'One step back (←)', '◀︎', () => this.by(-1)), this.toggle,
        button('forward', 'One step on (→)', '▶︎|', () => this.by(1)), this.speed, this.scrub, this.place);
  }

  played() {
    return Math.max(0, ...this.players.map(player => player.played));
  }

  came() {
    this.scrub.max = String(Math.max(0, this.played() - 1));
    this.tell();
    this.players.filter(player => player.played > 0 && !player.began).forEach(player => {
      player.began = true;
      player.move(this.step);
    });
  }

  tell() {
    const played = this.played();
    const going = this.players.some(player => !player.done);
    this.place.textContent = 'step ' + this.step + ' of ' + played + (going ? ' so far' : '');
    this.place.dataset.step = this.step;
    this.alike.textContent = this.players.length < 2 ? '' : this.compared();
  }

  /** How far two that play the same game act alike. */
  compared() {
    const [one, other] = this.players.map(player => player.steps);
    const both = Math.min(one.action.length, other.action.length);
    let step = 0;
    while (step < both && one.action[step] === other.action[step]) {
      step++;
    }
    this.alike.dataset.apart = step < both ? step : '';
    return step < both ? 'They act alike up to step ' + step + ', where one takes ' + one.action[step] + ' and the other ' + other.action[step] + '.'
        : 'They act alike in all ' + both + ' steps.';
  }

  by(steps) {
    this.clockwork(false);
    this.seek(this.step + steps);
  }

  seek(step) {
    this.step = Math.max(0, Math.min(step, this.played() - 1));
    this.scrub.value = String(this.step);
    this.tell();
    this.players.forEach(player => player.move(this.step));
  }

  /** Starts or stops the clock. */
  clockwork(on) {
    clearTimeout(this.timer);
    this.timer = null;
    if (on && this.players.length > 0) {
      if (this.step >= this.played() - 1 && this.players.every(player => player.done)) {
        this.seek(0);
      }
      this.timer = setTimeout(() => this.tick(), 0);
    }
    this.toggle.textContent = on ? '‖' : '▶';
    this.toggle.dataset.running = String(Boolean(on));
  }

  tick() {
    const fps = (this.players[0]?.about.fps || USUAL_FPS) * Number(this.speed.value);
    const next = this.step + 1;
    if (next < this.played()) {
      if (this.players.every(player => player.ready(next))) {
        this.seek(next);
      }
    } else if (this.players.every(player => player.done)) {
      this.clockwork(false);
      return;
    }
    this.timer = setTimeout(() => this.tick(), 1000 / fps);
  }

  // ---- how it is looked at

  lens() {
    const change = () => this.look();
    const select = (name, options, usual) => el('select', {'data-agent': name, onchange: change}, options.map(([value, text]) =>
        el('option', {value, selected: value === usual}, text)));
    this.order = select('by', [[OWN, 'what each goes with']], OWN);
    this.layer = select('layer', [['0', 'layer 1']], '0');
    this.part = select('part', [['', 'all']], '');
    this.units = select('units', UNITS.map(units => [String(units), units ? String(units) : 'all']), '12');
    this.span = select('span', SPANS.map(span => [String(span), span ? span + ' steps' : 'all steps']), '0');
    this.window = select('window', WINDOWS.map(steps => [String(steps), String(steps)]), '64');
    this.owe = el('button', {'data-agent': 'saliency', title: 'How much of value and choice is owed to what was seen how many steps back',
      onclick: () => this.depend()}, 'what does it depend on?');
    this.layerLabel = el('label', {}, this.layer);
    this.follow = el('input', {type: 'number', min: '0', class: 'small', 'data-agent': 'follow', onchange: () => {
      if (this.follow.value !== '') {
        this.players.forEach(player => player.followUnit(Number(this.follow.value)));
        this.follow.value = '';
      }
    }});
    this.core = el('span', {class: 'core'}, el('label', {title: 'Units with the strongest correlation come first'}, 'units by ', this.order),
        this.layerLabel, el('label', {}, 'parts ', this.part), el('label', {}, 'rows ', this.units),
        el('label', {title: 'Show a unit’s curve; the same number again lets it go'}, 'follow unit ', this.follow));
    this.looking = el('div', {class: 'looking'}, el('label', {}, 'view ', this.span), this.core, el('span', {}, this.owe,
        el('label', {title: 'Steps that are looked at, up to this one; the cost is their square'}, ' over ', this.window)));
  }

  /** Offers what the policies that play have. */
  offer() {
    const abouts = this.players.map(player => player.about);
    const names = [...new Set(abouts.flatMap(about => about.names))];
    const parts = [...new Set(abouts.flatMap(about => about.parts.map(part => part.name)))];
    const layers = Math.max(0, ...abouts.flatMap(about => about.parts.map(part => part.layer + 1)));
    choices(this.order, [[OWN, 'what each goes with'], ...names.map(name => [name, name])]);
    choices(this.part, [['', 'all'], ...parts.map(name => [name, name])]);
    choices(this.layer, Array.from({length: layers}, (none, i) => [String(i), 'layer ' + (i + 1)]));
    this.layerLabel.hidden = layers < 2;
    this.core.hidden = layers === 0;
    this.look();
  }

  look() {
    const settings = {by: this.order.value, layer: Number(this.layer.value || 0), part: this.part.value, units: Number(this.units.value),
      span: Number(this.span.value)};
    this.players.forEach(player => player.set(settings).catch(problem => this.say(problem.message)));
  }

  async depend() {
    this.owe.disabled = true;
    const text = this.owe.textContent;
    this.owe.textContent = 'looking back …';
    this.say('');
    for (const player of this.players) {
      await player.ask(Math.min(this.step, player.played - 1), Number(this.window.value)).catch(problem => this.say(problem.message));
    }
    this.owe.textContent = text;
    this.owe.disabled = false;
  }

  busy(on) {
    this.clock.hidden = !on;
    this.looking.hidden = !on;
  }

  // ---- wide

  /** Over the whole page. */
  spread() {
    if (this.wide) {
      this.narrow();
      return;
    }
    this.root.replaceWith(this.away);
    this.wide = el('section', {class: 'agent-wide', 'data-agent': 'overlay', 'aria-label': 'Agent'}, el('h2', {}, this.run.id, el('span', {class: 'space'}),
        el('button', {title: 'Back (Esc)', 'data-agent': 'narrow', onclick: () => this.narrow()}, '✕')), this.root);
    document.body.append(this.wide);
    this.widen.hidden = true;
    this.escape = event => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
        event.stopPropagation();
        this.narrow();
      } else if (event.target === document.body || this.wide.contains(event.target)) {
        this.key(event);
      }
    };
    document.addEventListener('keydown', this.escape, true);
    this.root.focus({preventScroll: true});
    this.players.forEach(player => player.draw());
  }

  narrow() {
    if (this.wide) {
      document.removeEventListener('keydown', this.escape, true);
      this.wide.remove();
      this.wide = null;
      this.widen.hidden = false;
      this.away.replaceWith(this.root);
      this.players.forEach(player => player.draw());
    }
  }

  key(event) {
    if (['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName) && event.target !== this.scrub || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const pressed = event.key === ' ' && event.target.tagName === 'BUTTON';
    const act = {' ': () => this.clockwork(!this.timer), ArrowLeft: () => this.by(event.shiftKey ? -10 : -1), ArrowRight: () => this.by(event.shiftKey ? 10 : 1),
      Home: () => this.by(-Infinity), End: () => this.by(Infinity)}[event.key];
    if (act && this.players.length > 0 && !pressed) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  }
}

/** What a select offers; its choice stays if it still can. */
function choices(select, options) {
  const now = options.map(([value, text]) => value + '\n' + text).join('\n\n');
  if (select.dataset.offers !== now) {
    const chosen = select.value;
    select.dataset.offers = now;
    fill(select, options.map(([value, text]) => el('option', {value}, text)));
    if (options.some(([value]) => value === chosen)) {
      select.value = chosen;
    }
  }
}
