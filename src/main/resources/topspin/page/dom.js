// What every part of the page uses: elements without markup in strings, and numbers as people read them.

/** An element with attributes and children. Text is text: nothing that a run is called becomes markup. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) {
      element.append(child);
    }
  }
  return element;
}

export const byId = id => document.getElementById(id);

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
}

/** A number with four digits that count. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    return value.toExponential(2).replace('e+', 'e');
  }
  return String(Number(value.toPrecision(size >= 1000 ? Math.ceil(Math.log10(size + 1)) : 4))).replace('-', '−');
}

/** 1200000 is 1.2M. */
export function count(value) {
  for (const [size, letter] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (Math.abs(value) >= size) {
      return Number((value / size).toPrecision(3)) + letter;
    }
  }
  return String(Math.round(value * 100) / 100);
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return '–';
  }
  const s = Math.round(seconds);
  if (s < 90) {
    return s + ' s';
  }
  const minutes = Math.round(s / 60);
  return minutes < 90 ? minutes + ' min' : Math.floor(minutes / 60) + ' h ' + (minutes % 60) + ' min';
}

export function ago(millis) {
  return duration(Math.max(0, (Date.now() - millis) / 1000)) + ' ago';
}

/** The server's answer as JSON. Throws what the server says is wrong. */
export async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)});
  const json = await answer.json();
  if (!answer.ok) {
    throw new Error(json.message);
  }
  return json;
}

/** Offers a file. */
export function offer(name, blob) {
  const link = el('a', {href: URL.createObjectURL(blob), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Calls once, when no request has come for a while: after the last letter of a word. */
export function later(action, millis) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, millis);
  };
}

/** Calls once for many requests, a while after the first of them: under a steady stream of requests, too. */
export function soon(action, millis) {
  let waits = false;
  return () => {
    if (!waits) {
      waits = true;
      setTimeout(() => {
        waits = false;
        action();
      }, millis);
    }
  };
}

/** A key of configurations in the tables: 2 before 10. */
export function natural(one, other) {
  return String(one).localeCompare(String(other), 'en', {numeric: true});
}
