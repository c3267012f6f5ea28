// What stands under the curves (verdict, tables, differences between configurations) and beside them (one run).
import {ago, ask, byId, count, duration, el, fill, natural, number} from './dom.js';

const MOST_CELLS = 30;
/** Between looks at what a command says. */
const JOB_MILLIS = 1000;

/** The verdict on an experiment as it stands, its tables, and what its runs were configured differently in. */
export function standings(answer, differences) {
  const tables = answer.tables.map(table => [el('h3', {}, table.title), wide(el('table', {},
      el('tr', {}, table.columns.map(column => el('th', {}, column))),
      table.rows.map(row => el('tr', {}, row.map(cell => el('td', {}, cell)))))),
    el('p', {class: 'note'}, table.note)]);
  return el('article', {class: 'standing', 'data-experiment': answer.experiment},
      el('h2', {}, answer.experiment, el('span', {class: 'space'}),
          el('a', {href: 'report?experiment=' + encodeURIComponent(answer.experiment), target: '_blank', rel: 'noopener'}, 'report')),
      el('p', {class: 'verdict' + (answer.early ? ' early' : '')}, answer.verdict), tables.flat(),
      (answer.remarks || []).map(remark => el('p', {class: 'note'}, remark)), differing(differences));
}

/** A row per key that differs, a column per value with the runs that have it. */
function differing(differences) {
  const keys = Object.keys(differences.differing).sort(natural);
  if (keys.length === 0) {
    return [];
  }
  return [el('h3', {}, 'Configurations differ in'), wide(el('table', {class: 'texts'}, keys.map(key => {
    const runs = new Map();
    for (const [id, value] of Object.entries(differences.differing[key])) {
      runs.set(value, [...(runs.get(value) || []), id]);
    }
    const values = [...runs].sort((one, other) => natural(one[0], other[0]));
    return el('tr', {}, el('td', {}, key), el('td', {}, values.slice(0, MOST_CELLS).map(([value, ids]) => el('span',
        {class: 'value', title: ids.join('\n')}, value === '' ? '–' : value, el('small', {}, ' × ' + ids.length))),
        values.length > MOST_CELLS ? ' and ' + (values.length - MOST_CELLS) + ' more' : null));
  })))];
}

function wide(table) {
  return el('div', {class: 'wide'}, table);
}

/** One run beside the curves. */
export class Details {
  constructor(actions) {
    this.actions = actions;
    this.place = byId('details');
    this.tab = 'overview';
    this.said = '';
  }

  close() {
    this.id = null;
    this.place.hidden = true;
    fill(this.place);
  }

  /** Shows a run, or what is new of it. */
  async show(id, control) {
    const other = this.id !== id;
    this.id = id;
    this.control = control;
    this.said = other ? '' : this.said;
    try {
      const run = await ask('api/run?id=' + encodeURIComponent(id));
      if (this.id === id) {
        this.draw(run, other);
      }
    } catch (problem) {
      if (this.id === id) {
        this.place.hidden = false;
        fill(this.place, this.head(id), el('p', {class: 'problem'}, problem.message));
      }
    }
  }

  head(id) {
    return el('h2', {}, id, el('span', {class: 'space'}), el('button', {title: 'Close (Esc)', onclick: this.actions.close}, '✕'));
  }

  draw(run, other) {
    const scrolls = other ? 0 : this.place.scrollTop;
    this.place.hidden = false;
    const tabs = {overview: () => this.overview(run), config: () => config(run), time: () => time(run), log: () => log(run),
      ...this.actions.tabs(run)};
    const tab = tabs[this.tab] ? this.tab : 'overview';
    const body = tabs[tab]();
    const head = [this.head(run.id), el('div', {class: 'tabs', role: 'tablist'}, Object.keys(tabs).map(name => el('button',
        {role: 'tab', 'aria-selected': String(name === tab), onclick: () => { this.tab = name; this.draw(run, true); }}, name)))];
    if (body.parentNode === this.place) {
      [...this.place.children].filter(child => child !== body).forEach(child => child.remove());
      this.place.prepend(...head); // what is there keeps its focus
    } else {
      fill(this.place, head, body);
    }
    this.place.scrollTop = scrolls;
    if ((run.jobs || []).some(job => job.running)) {
      setTimeout(() => this.id === run.id && this.show(run.id, this.control), JOB_MILLIS);
    }
  }

  overview(run) {
    const fact = (name, value) => el('tr', {}, el('th', {}, name), el('td', {}, value));
    const done = run.total > 0 ? run.step / run.total : 0;
    return el('div', {}, run.problem ? el('p', {class: 'problem'}, run.problem) : null,
        el('table', {class: 'facts'}, fact('state', el('span', {class: 'state ' + run.state}, run.state
            + (run.state === 'stale' ? ': it says that it runs, but has written nothing for ' + ago(run.updated).replace(' ago', '') : ''))),
            fact('step', count(run.step) + (run.total ? ' of ' + count(run.total) + ' (' + Math.floor(100 * done) + ' %)' : '')),
            fact('left', run.eta !== undefined ? duration(run.eta) : '–'), fact('steps/s', number(run.fps)),
            fact('score', number(run.score) + ', best row ' + number(run.best)),
            run.collapsed === undefined ? [] : fact('collapsed', 'at step ' + count(run.collapsed)),
            fact('trained for', duration(run.seconds)), fact('last row', ago(run.updated)), fact('directory', run.directory),
            fact('checkpoints', Object.entries(run.checkpoints).map(([name, size]) => el('div', {}, name, ' ',
                el('small', {}, number(size / 1048576) + ' MiB'))))),
        el('h3', {}, 'Again'), command(run.command), run.given ? [el('p', {class: 'note'}, 'It was started with'), command(run.given)] : [],
        this.controls(run));
  }

  controls(run) {
    if (!this.control) {
      return el('p', {class: 'note'}, 'This page only shows. ./topspin watch --allow-control lets it stop, resume and evaluate runs.');
    }
    const say = text => {
      this.said = text; // what is drawn may be drawn anew before the answer comes
      this.place.querySelector('.said')?.replaceChildren(text);
    };
    const button = (name, title, on, request) => el('button', {title, disabled: !on, 'data-do': name, onclick: async event => {
      event.target.disabled = true;
      try {
        say((await ask('control/' + name, request)).said);
        setTimeout(() => this.id === run.id && this.show(run.id, true), 1500);
      } catch (problem) {
        say(problem.message);
      }
    }}, name);
    return el('div', {class: 'control'}, el('h3', {}, 'Do'),
        button('stop', 'Stop after the update, with a checkpoint', ['running', 'stale'].includes(run.state), {id: run.id}),
        button('resume', 'Go on from the last checkpoint', ['interrupted', 'stale', 'failed'].includes(run.state), {id: run.id}),
        button('eval', 'Play 100 games with the newest checkpoint', Object.keys(run.checkpoints).length > 0, {id: run.id, episodes: 100}),
        el('p', {class: 'said', role: 'status'}, this.said),
        (run.jobs || []).map(job => [el('p', {class: 'note'}, job.kind + (job.running ? ' is under way' : ' has ended')), el('pre', {}, job.text)]));
  }
}

function command(text) {
  return el('div', {class: 'command'}, el('code', {}, text), el('button', {title: 'Copy', onclick: () => navigator.clipboard.writeText(text)}, 'copy'));
}

function config(run) {
  return el('div', {}, wide(el('table', {class: 'texts'}, Object.entries(run.config).map(([key, value]) => el('tr', {}, el('td', {}, key),
      el('td', {}, value))))));
}

function time(run) {
  const phases = Object.entries(run.phases).filter(([, millis]) => millis > 0).sort((one, other) => other[1] - one[1]);
  const all = phases.reduce((sum, [, millis]) => sum + millis, 0);
  return phases.length === 0 ? el('p', {class: 'note'}, 'No row has times yet.') : el('div', {},
      el('p', {class: 'note'}, 'Milliseconds of worker time per rollout, in the last row.'),
      el('table', {class: 'phases'}, phases.map(([name, millis]) => el('tr', {}, el('td', {}, name), el('td', {}, number(millis) + ' ms'),
          el('td', {}, Math.round(100 * millis / all) + ' %'),
          el('td', {class: 'bar'}, el('span', {style: 'width:' + (100 * millis / all).toFixed(1) + '%'}))))));
}

function log(run) {
  return el('div', {}, run.errors ? [el('h3', {}, 'What it said'), el('pre', {class: 'log'}, run.errors)] : [],
      el('h3', {}, 'Table'), el('pre', {class: 'log'}, run.table || 'no row yet'));
}
