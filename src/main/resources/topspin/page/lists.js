// The tree of runs: experiments, variants, seeds; what a filter leaves of it; and the colours and dashes of variants.
import {ago, byId, count, duration, el, fill, natural, number} from './dom.js';

/** Okabe and Ito's colours, which people with any kind of colour vision tell apart; each for light and for dark. */
const COLOURS = [['#0072b2', '#56a9e0'], ['#d55e00', '#f08a3c'], ['#009e73', '#35c79c'], ['#cc79a7', '#e39cc4'], ['#8a6d00', '#e0c341'],
  ['#3a9fd0', '#8fd0f5'], ['#444444', '#c8c8c8'], ['#7b3294', '#b98fd0']];
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [4, 2, 1, 2]];
const MOST_ROWS = 400;
const SIGNS = {running: '▶', stale: '?', finished: '✓', imported: '⇥', interrupted: '‖', pruned: '✂', failed: '✕', unreadable: '!'};

/** Groups runs: experiment to variant to seeds, in natural order. */
export function tree(runs) {
  const experiments = new Map();
  for (const run of runs) {
    if (!experiments.has(run.experiment)) {
      experiments.set(run.experiment, new Map());
    }
    const variants = experiments.get(run.experiment);
    if (!variants.has(run.variant)) {
      variants.set(run.variant, []);
    }
    variants.get(run.variant).push(run);
  }
  const ordered = new Map();
  for (const name of [...experiments.keys()].sort(natural)) {
    const variants = new Map();
    for (const variant of [...experiments.get(name).keys()].sort(natural)) {
      variants.set(variant, experiments.get(name).get(variant).sort((one, other) => one.seed - other.seed));
    }
    ordered.set(name, variants);
  }
  return ordered;
}

/** A run's value of a configuration key. */
export function valueOf(keys, run, key) {
  const of = keys[run.experiment];
  if (!of) {
    return '';
  }
  return of.differing[key] ? of.differing[key][run.id] ?? '' : of.common[key] ?? '';
}

/**
 * Reads a filter: words that a run's id, state or experiment has, and conditions on keys of its configuration, all of which must
 * hold. A minus in front of one turns it round.
 */
export function filter(text, keys) {
  const tests = text.trim().split(/\s+/).filter(word => word).map(word => {
    const not = word.startsWith('-') && word.length > 1;
    const rest = not ? word.slice(1) : word;
    const condition = /^([\w.-]+)(!=|>=|<=|=|>|<|~)(.+)$/.exec(rest);
    const test = condition ? compared(condition[1], condition[2], condition[3], keys) : containing(rest);
    return not ? run => !test(run) : test;
  });
  return run => tests.every(test => test(run));
}

function containing(word) {
  const lower = word.toLowerCase();
  return run => (run.id + ' ' + run.experiment + ' ' + run.state + (run.collapsed !== undefined ? ' collapsed' : '')).toLowerCase()
      .includes(lower);
}

function compared(key, sign, wanted, keys) {
  return run => {
    const found = key in run && typeof run[key] !== 'object' ? String(run[key]) : valueOf(keys, run, key);
    const numbers = [Number(found), Number(wanted)];
    const both = found !== '' && numbers.every(Number.isFinite);
    switch (sign) {
      case '=': return both ? numbers[0] === numbers[1] : found === wanted;
      case '!=': return both ? numbers[0] !== numbers[1] : found !== wanted;
      case '~': return found.includes(wanted);
      case '>': return both && numbers[0] > numbers[1];
      case '<': return both && numbers[0] < numbers[1];
      case '>=': return both && numbers[0] >= numbers[1];
      default: return both && numbers[0] <= numbers[1];
    }
  };
}

/**
 * The looks of variants. They depend on all variants of an experiment, never on those that are shown, so that a variant keeps its
 * colour when others go.
 */
export function looks(experiments, keys, colourKey, dashKey, dark) {
  const looks = new Map();
  for (const [experiment, variants] of experiments) {
    const names = [...variants.keys()];
    const place = (key, name) => {
      if (!key) {
        return names.indexOf(name);
      }
      const values = [...new Set([...variants.values()].map(seeds => valueOf(keys, seeds[0], key)))].sort(natural);
      return values.indexOf(valueOf(keys, variants.get(name)[0], key));
    };
    for (const name of names) {
      const colour = place(colourKey, name);
      const dash = dashKey ? place(dashKey, name) : colourKey ? 0 : Math.floor(colour / COLOURS.length);
      looks.set(experiment + '\n' + name,
          {colour: COLOURS[colour % COLOURS.length][dark ? 1 : 0], dash: DASHES[dash % DASHES.length]});
    }
  }
  return looks;
}

/** Draws the tree. What is done in it is told to `actions`: choose, toggle, unfold, open. */
export function drawTree(view, actions) {
  const {experiments, matching, state, looks} = view;
  const rows = [];
  let left = 0;
  for (const [experiment, variants] of experiments) {
    const shown = [...variants].filter(([, seeds]) => seeds.some(matching));
    if (shown.length === 0) {
      continue;
    }
    const all = shown.flatMap(([, seeds]) => seeds);
    const chosen = state.chosen.has(experiment);
    rows.push(el('button', {class: 'experiment' + (chosen ? ' chosen' : ''), 'aria-pressed': String(chosen), 'data-id': experiment,
      title: chosen ? 'Hide this experiment' : 'Show this experiment', onclick: event => actions.choose(experiment, event.ctrlKey || event.metaKey)},
        el('span', {class: 'name'}, experiment), el('span', {class: 'signs'}, signs(all))));
    if (!chosen) {
      continue;
    }
    for (const [variant, seeds] of shown) {
      if (rows.length > MOST_ROWS) {
        left++;
        continue;
      }
      const key = experiment + '\n' + variant;
      const hidden = state.hidden.has(key);
      const unfolded = state.unfolded.has(key);
      rows.push(el('div', {class: 'variant' + (hidden ? ' hidden' : '')},
          el('button', {class: 'swatch', style: 'background:' + looks.get(key).colour, 'aria-pressed': String(!hidden),
            title: hidden ? 'Show this variant' : 'Hide this variant', 'data-variant': variant, onclick: () => actions.toggle(key)}),
          el('button', {class: 'name', 'aria-expanded': String(unfolded), title: 'Show its seeds', onclick: () => actions.unfold(key)}, variant),
          el('span', {class: 'signs'}, signs(seeds)),
          el('span', {class: 'score', title: 'mean of the seeds’ present scores'}, number(mean(seeds.map(run => run.score))))));
      if (unfolded || seeds.some(run => run.id === state.run)) {
        seeds.filter(matching).forEach(run => rows.push(seedRow(run, state, actions)));
      }
    }
  }
  if (left > 0) {
    rows.push(el('p', {class: 'note'}, left + ' more variants: filter to see them. They are drawn and counted.'));
  }
  fill(byId('tree'), rows);
}

function mean(values) {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function seedRow(run, state, actions) {
  const done = run.total > 0 ? Math.min(1, run.step / run.total) : run.state === 'finished' ? 1 : 0;
  const facts = [run.state === 'running' ? count(run.fps || 0) + '/s' : run.state === 'stale' ? 'last row ' + ago(run.updated) : null,
    run.eta !== undefined ? duration(run.eta) + ' left' : null].filter(fact => fact);
  return el('button', {class: 'seed ' + run.state + (run.id === state.run ? ' chosen' : ''), 'data-id': run.id, title: title(run),
    onclick: () => actions.open(run.id)},
      el('span', {class: 'sign'}, SIGNS[run.state] || '·'), el('span', {class: 'name'}, 'seed ' + run.seed),
      el('span', {class: 'bar'}, el('span', {style: 'width:' + (100 * done).toFixed(1) + '%'})),
      el('span', {class: 'facts'}, facts.join(', ')), collapsedSign(run), el('span', {class: 'score'}, number(run.score)));
}

function collapsedSign(run) {
  return run.collapsed === undefined ? null : el('span', {class: 'collapsed', title: 'collapsed at step ' + count(run.collapsed)}, '↓');
}

function title(run) {
  return run.state + ', step ' + count(run.step) + (run.total ? ' of ' + count(run.total) : '') + (run.problem ? ': ' + run.problem : '');
}

/** How many are in which state. */
function signs(runs) {
  const counts = {};
  runs.forEach(run => counts[run.state] = (counts[run.state] || 0) + 1);
  const collapsed = runs.filter(run => run.collapsed !== undefined).length;
  return [...Object.keys(SIGNS).filter(state => counts[state])
      .map(state => el('span', {class: 'sign ' + state, title: counts[state] + ' ' + state}, SIGNS[state] + (counts[state] > 1 ? counts[state] : ''))),
    collapsed ? el('span', {class: 'collapsed', title: collapsed + ' collapsed'}, '↓' + (collapsed > 1 ? collapsed : '')) : null];
}
