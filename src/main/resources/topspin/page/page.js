// The page: what is seen is a state, which the address holds; runs come from the server and change as events arrive.
import {ask, byId, count, el, fill, later, natural, soon} from './dom.js';
import {Chart} from './charts.js';
import {drawTree, filter, looks, tree} from './lists.js';
import {Details, standings} from './details.js';
import {Agents} from './agent.js';

/** Rows that a centred mean takes, by the slider's place. */
const SMOOTH = [1, 3, 5, 11, 21, 51, 101, 201, 501, 1001];
const AXES = ['step', 'seconds', 'clock'];
const BANDS = ['iqm', 'minmax', 'seeds'];
const LIVE_MILLIS = 400;
const NOT_METRICS = ['step', 'seconds'];

const runs = new Map();
let keys = {};
let metrics = ['score'];
let roots = [];
let control = false;
let complete = false;
const charts = new Map();
const lines = new Map();
let request = 0;

const state = {q: '', metrics: ['score'], x: 'step', band: 'iqm', smooth: 0, colour: '', dash: '', chosen: new Set(), hidden: new Set(),
  unfolded: new Set(), run: null, view: null, theme: null};

// ---- the address

function remember() {
  const parts = {q: state.q, m: state.metrics.join(','), x: state.x, band: state.band, smooth: String(SMOOTH[state.smooth]),
    colour: state.colour, dash: state.dash, e: JSON.stringify([...state.chosen]), hide: JSON.stringify([...state.hidden]),
    run: state.run || '', view: state.view ? state.view.join(',') : '', theme: state.theme || ''};
  const plain = {q: '', m: 'score', x: 'step', band: 'iqm', smooth: '1', colour: '', dash: '', e: '[]', hide: '[]', run: '', view: '', theme: ''};
  const told = Object.entries(parts).filter(([name, value]) => value !== plain[name]);
  history.replaceState(null, '', '#' + new URLSearchParams(told));
}

function recall() {
  const told = new URLSearchParams(location.hash.slice(1));
  const list = name => {
    try {
      return new Set(JSON.parse(told.get(name) || '[]'));
    } catch {
      return new Set();
    }
  };
  state.q = told.get('q') || '';
  state.metrics = (told.get('m') || 'score').split(',').filter(name => name);
  state.x = AXES.includes(told.get('x')) ? told.get('x') : 'step';
  state.band = BANDS.includes(told.get('band')) ? told.get('band') : 'iqm';
  state.smooth = Math.max(0, SMOOTH.indexOf(Number(told.get('smooth') || 1)));
  state.colour = told.get('colour') || '';
  state.dash = told.get('dash') || '';
  state.chosen = list('e');
  state.hidden = list('hide');
  state.run = told.get('run') || null;
  const view = (told.get('view') || '').split(',').map(Number);
  state.view = view.length === 2 && view.every(Number.isFinite) && view[0] < view[1] ? view : null;
  state.theme = told.get('theme') || localStorage.getItem('theme');
}

// ---- runs

const dark = () => state.theme ? state.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

function dress() {
  document.documentElement.dataset.theme = dark() ? 'dark' : 'light';
}

async function load() {
  const all = await ask('api/runs');
  runs.clear();
  all.runs.forEach(run => runs.set(run.id, run));
  ({roots, control, complete} = all);
  metrics = [...new Set(['score', ...all.metrics])].filter(name => !NOT_METRICS.includes(name));
  keys = await ask('api/keys');
  choose();
  options();
  lines.clear();
  draw();
  if (!complete) {
    setTimeout(load, 500);
  }
}

/** At first the experiment that was written last is shown. */
function choose() {
  const known = new Set([...runs.values()].map(run => run.experiment));
  state.chosen = new Set([...state.chosen].filter(name => known.has(name)));
  if (state.chosen.size === 0 && runs.size > 0) {
    state.chosen.add([...runs.values()].reduce((last, run) => run.updated > last.updated ? run : last).experiment);
  }
}

let events = null;

/**
 * A browser holds six connections to a server, over all of its tabs, and a stream keeps one. So a page that nobody sees lets go of its
 * stream, and asks for everything when it is seen again.
 */
function attend() {
  const seen = document.visibilityState === 'visible';
  if (seen && !events) {
    listen();
  } else if (!seen && events) {
    rest();
  }
}

function rest() {
  events?.close();
  events = null;
}

function listen() {
  events = new EventSource('api/events');
  const live = byId('live');
  const say = (text, on) => {
    live.textContent = text;
    live.className = 'live' + (on ? ' on' : '');
  };
  events.onopen = () => say('live', true);
  // the server's first event: whatever was missed is asked for
  events.addEventListener('hello', () => load().catch(problem => notice(problem.message)));
  events.addEventListener('runs', event => take(JSON.parse(event.data)));
  events.onerror = () => say('the server is gone; trying again', false);
}

const news = {experiments: new Set(), keys: false};

function take({runs: changed, gone}) {
  for (const run of changed) {
    const before = runs.get(run.id);
    news.keys ||= !before;
    runs.set(run.id, run);
    news.experiments.add(run.experiment);
    if (!before || before.step !== run.step || before.state !== run.state || before.rows !== run.rows) {
      lines.forEach((line, key) => {
        if (line.experiment === run.experiment && line.variant === run.variant) {
          line.old = true;
        }
      });
    }
  }
  for (const id of gone) {
    news.experiments.add(runs.get(id)?.experiment);
    runs.delete(id);
    lines.clear();
  }
  refresh();
}

const refresh = soon(async () => {
  if (news.keys) {
    news.keys = false;
    keys = await ask('api/keys');
    choose();
    options();
  }
  const told = [...news.experiments];
  news.experiments.clear();
  draw(told);
  if (state.run && runs.get(state.run) && told.includes(runs.get(state.run).experiment)) {
    details.show(state.run, control);
  }
}, LIVE_MILLIS);

// ---- drawing

let view = null;

function matching() {
  const test = filter(state.q, keys);
  return run => test(run);
}

/** @param experiments whose verdicts may have changed; all if left out */
function draw(experiments) {
  const all = tree(runs.values());
  view = {experiments: all, matching: matching(), state, looks: looks(all, keys, state.colour, state.dash, dark())};
  drawTree(view, actions);
  const matches = [...runs.values()].filter(view.matching).length;
  byId('matches').textContent = runs.size === 0 ? '' : matches + ' of ' + runs.size + ' runs';
  const states = {};
  runs.forEach(run => states[run.state] = (states[run.state] || 0) + 1);
  byId('counts').textContent = Object.entries(states).map(([name, number]) => number + ' ' + name).join(', ');
  notice(runs.size > 0 ? '' : complete ? 'There are no runs below ' + roots.join(', ') + ' yet. ./topspin train experiments/pong.yaml makes one; '
      + 'it shows here as soon as it writes.' : 'Reading …');
  curves();
  judge(experiments);
}

function notice(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = !text;
}

/** Variants that are drawn: of the chosen experiments, those of which a run matches. */
function drawn() {
  const names = [];
  for (const experiment of state.chosen) {
    for (const [variant, seeds] of view.experiments.get(experiment) || []) {
      if (seeds.some(view.matching)) {
        names.push({experiment, variant, key: experiment + '\n' + variant,
          label: state.chosen.size > 1 ? experiment + ': ' + variant : variant});
      }
    }
  }
  return names;
}

const lineKey = (metric, name) => JSON.stringify([metric, name.experiment, name.variant, state.x, state.smooth, state.band, state.view]);

/** Shows the lines that are known at once, then asks for those that are not, or not any more. */
function curves() {
  const names = drawn();
  for (const metric of charts.keys()) {
    if (!state.metrics.includes(metric)) {
      charts.get(metric).remove();
      charts.delete(metric);
    }
  }
  for (const metric of state.metrics) {
    if (!charts.has(metric)) {
      const chart = new Chart(metric, zoom);
      charts.set(metric, chart);
      byId('charts').append(chart.root);
    }
    paint(metric, names);
  }
  fetchLines(names);
}

function paint(metric, names) {
  const shown = [];
  for (const name of names) {
    const known = lines.get(lineKey(metric, name)) || lines.get(JSON.stringify([metric, name.experiment, name.variant, state.x, state.smooth, state.band, null]));
    if (known) {
      shown.push({...known, label: name.label, look: view.looks.get(name.key), hidden: state.hidden.has(name.key), bySeed: state.band === 'seeds'});
    }
  }
  charts.get(metric).show(shown, state.x, state.view, SMOOTH[state.smooth] > 1);
}

async function fetchLines(names) {
  const mine = ++request;
  for (const metric of state.metrics) {
    const wanted = names.filter(name => !state.hidden.has(name.key)).filter(name => {
      const known = lines.get(lineKey(metric, name));
      return !known || known.old;
    });
    if (wanted.length === 0) {
      continue;
    }
    const query = {variants: wanted.map(name => [name.experiment, name.variant]), metric, x: state.x, smooth: String(SMOOTH[state.smooth]),
      band: state.band};
    if (state.view) {
      [query.from, query.to] = state.view;
    }
    const places = new Map(wanted.map(name => [name.key, lineKey(metric, name)]));
    try {
      const answer = await ask('api/curves', query);
      answer.lines.forEach(line => lines.set(places.get(line.experiment + '\n' + line.variant), line));
    } catch (problem) {
      notice(problem.message);
      return;
    }
    if (mine !== request) {
      return; // something else is wanted by now
    }
    paint(metric, drawn());
  }
}

const judged = new Map();

async function judge(experiments) {
  const chosen = [...state.chosen];
  for (const experiment of chosen) {
    if (!judged.has(experiment) || !experiments || experiments.includes(experiment)) {
      const of = encodeURIComponent(experiment);
      const [answer, differences] = await Promise.all([ask('api/standings?experiment=' + of), ask('api/differences?experiment=' + of)])
          .catch(problem => [{experiment, verdict: problem.message, tables: []}, {differing: {}}]);
      judged.set(experiment, standings(answer, differences));
    }
  }
  fill(byId('standings'), [...state.chosen].map(experiment => judged.get(experiment)));
}

// ---- what a person does

function zoom(range) {
  state.view = range;
  changed();
}

function changed() {
  remember();
  settings();
  draw([]);
}

const agents = new Agents(() => [...runs.values()]);
const details = new Details({close: () => open(null), tabs: run => ({agent: () => agents.of(run)})});

function open(id) {
  state.run = id;
  if (id) {
    details.show(id, control);
  } else {
    details.close();
  }
  changed();
}

const actions = {
  choose(experiment, more) {
    if (state.chosen.has(experiment)) {
      state.chosen.delete(experiment);
    } else if (more) {
      state.chosen.add(experiment);
    } else {
      state.chosen = new Set([experiment]);
      state.view = null;
    }
    changed();
  },
  toggle(key) {
    if (!state.hidden.delete(key)) {
      state.hidden.add(key);
    }
    changed();
  },
  unfold(key) {
    if (!state.unfolded.delete(key)) {
      state.unfolded.add(key);
    }
    changed();
  },
  open,
};

/** What can be chosen from, which depends on the runs. */
function options() {
  const differing = new Set();
  Object.values(keys).forEach(of => Object.keys(of.differing).forEach(key => differing.add(key)));
  const all = [...differing].sort(natural);
  for (const [id, first] of [['colour', 'by variant'], ['dash', 'by colour']]) {
    fill(byId(id), el('option', {value: ''}, first), all.map(key => el('option', {value: key}, key)));
  }
  fill(byId('metrics'), el('option', {value: ''}, 'add …'), metrics.filter(name => !state.metrics.includes(name))
      .map(name => el('option', {value: name}, name.replaceAll('_', ' '))));
  settings();
}

function settings() {
  byId('filter').value !== state.q && (byId('filter').value = state.q);
  byId('x').value = state.x;
  byId('band').value = state.band;
  byId('smooth').value = state.smooth;
  byId('rows').textContent = SMOOTH[state.smooth] === 1 ? 'off' : SMOOTH[state.smooth] + ' rows';
  byId('colour').value = state.colour;
  byId('dash').value = state.dash;
  byId('unzoom').disabled = !state.view;
  fill(byId('shown'), state.metrics.map(name => el('button', {class: 'chip', title: 'Hide this curve', onclick: () => {
    state.metrics = state.metrics.filter(other => other !== name);
    changed();
    options();
  }}, name.replaceAll('_', ' ') + ' ✕')));
}

function cycle(list, value, step = 1) {
  return list[(list.indexOf(value) + step + list.length) % list.length];
}

function axis(value) {
  state.x = value;
  state.view = null;
  changed();
}

function smooth(place) {
  state.smooth = Math.max(0, Math.min(SMOOTH.length - 1, place));
  changed();
}

function light() {
  state.theme = dark() ? 'light' : 'dark';
  localStorage.setItem('theme', state.theme);
  dress();
  charts.forEach(chart => chart.remove());
  charts.clear();
  changed();
}

function neighbour(step) {
  const all = [...view.experiments].filter(([name]) => state.chosen.has(name))
      .flatMap(([, variants]) => [...variants.values()].flat()).filter(view.matching);
  if (all.length > 0) {
    const at = all.findIndex(run => run.id === state.run);
    open(all[at < 0 ? 0 : (at + step + all.length) % all.length].id);
  }
}

function wire() {
  byId('metrics').removeAttribute('multiple');
  byId('filter').addEventListener('input', later(() => {
    state.q = byId('filter').value;
    changed();
  }, 120));
  byId('metrics').addEventListener('change', event => {
    if (event.target.value) {
      state.metrics = [...state.metrics, event.target.value];
      changed();
      options();
    }
  });
  byId('x').addEventListener('change', event => axis(event.target.value));
  byId('band').addEventListener('change', event => { state.band = event.target.value; changed(); });
  byId('smooth').addEventListener('input', event => smooth(Number(event.target.value)));
  byId('colour').addEventListener('change', event => { state.colour = event.target.value; changed(); });
  byId('dash').addEventListener('change', event => { state.dash = event.target.value; changed(); });
  byId('unzoom').addEventListener('click', () => zoom(null));
  byId('theme').addEventListener('click', light);
  byId('menu').addEventListener('click', () => document.body.classList.toggle('folded'));
  byId('keys').addEventListener('click', () => byId('help').showModal());
  addEventListener('hashchange', () => {
    recall();
    dress();
    options();
    draw();
    state.run ? details.show(state.run, control) : details.close();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { dress(); draw([]); });
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId('help').open) {
      return;
    }
    if (['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName)) {
      if (event.key === 'Escape') {
        event.target.blur();
      }
      return;
    }
    const act = {'/': () => byId('filter').focus(), j: () => neighbour(1), k: () => neighbour(-1), x: () => axis(cycle(AXES, state.x)),
      b: () => { state.band = cycle(BANDS, state.band); changed(); }, s: () => smooth(state.smooth + 1), S: () => smooth(state.smooth - 1),
      w: () => zoom(null), m: () => document.body.classList.toggle('folded'), d: light, '?': () => byId('help').showModal(),
      Escape: () => open(null)}[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

recall();
dress();
wire();
attend();
document.addEventListener('visibilitychange', attend);
addEventListener('pagehide', rest);
addEventListener('pageshow', attend);
if (state.run) {
  ask('api/runs').then(all => details.show(state.run, all.control));
}
