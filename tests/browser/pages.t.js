// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of page, in both colour schemes, on a wide and on the narrowest screen: nothing that
// axe-core, html-validate or the Nu Html Checker finds wrong, nothing that scrolls sideways, nothing
// that the page's policy forbids, nothing that the keyboard does not reach, no mail address, French
// spaces. Pictures of them land in $BUILDDIR/screenshots.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, start, source } = require('./lib/site');
const { mistakes, nuMistakes } = require('./lib/valid');

const velo = '/mobilites/velo.1%40example.net/';
const far = 4102444800; // 2100

// Kinds of pages by their route in src/site/route.h: name, address (or what makes it of a site), status.
const kinds = {
  HOME: [['home', '/', 200], ['search', '/?q=energie', 200], ['search-facets', '/?q=question', 200], ['search-nothing', '/?q=introuvable', 200],
    ['search-typo', '/?q=questoin', 200], ['search-empty', '/?q=', 200], ['search-newest', '/?q=question&order=newest', 200],
    ['search-refused', '/?q=-velo', 200], ['author', '/?q=from%3A%22Maud%22&order=newest', 200]],
  LIST: [['list', '/mobilites/', 200], ['list-older', '/mobilites/?before=1757694000000000-99', 200], ['months', '/mobilites/?by=month', 200],
    ['search-in-list', '/mobilites/?q=question', 200], ['list-private', '/coulisses/', 404],
    ['bad-place', '/mobilites/?before=x', 404]],
  PERIOD: [['month', '/mobilites/2026/10/', 200], ['day', '/mobilites/2026/10/02/', 200]],
  MESSAGE: [['message', velo, 200], ['message-answer', '/mobilites/velo.3%40example.net/', 200], ['message-table', '/mobilites/velo%2F4%2Bx%40example.net/', 200],
    ['message-wide', '/mobilites/velo.5%40example.net/', 200], ['message-long', '/mobilites/long%40example.net/', 200],
    ['message-edition', '/lettre/lettre-1%40lists.example.org/', 200], ['message-files', '/mobilites/files%40example.net/', 200],
    ['not-found', '/mobilites/personne%40example.net/', 404], ['gone', '/mobilites/gone%40example.net/', 410]],
  THREAD: [['thread', `${velo}t/`, 200], ['thread-long', '/mobilites/deep.1%40example.net/t/', 200],
    ['thread-long-next', '/mobilites/deep.1%40example.net/t/?page=2', 200]],
  THREAD_FLAT: [['thread-flat', `${velo}T/`, 200]],
  EDITIONS: [['editions', '/editions/', 200], ['editions-of-list', '/editions/lettre/', 200]],
  EDITION: [['edition', '/editions/lettre/1/', 200], ['edition-breton', '/editions/lettre/1/?lang=br', 200]],
  CONTRIBUTIONS: [['contributions', '/contributions/', 200], ['contributions-kind', '/contributions/?kind=finding', 200]],
  CONTRIBUTION: [['contribution', '/contributions/2/', 200]],
  CONTRIBUTE: [['contribute', '/contribute', 200]],
  TERRITORY: [['territory', '/territories/29019/', 200], ['territory-empty', '/territories/29/', 200]],
  INTEREST: [['interest', '/interests/essai-reparer/', 200]],
  UNSUBSCRIBE: [['unsubscribe', (site) => `/u/${site.token('unsubscribe', list(site, 'mobilites'), person(site))}`, 200], ['unsubscribe-unknown', '/u/aaaa', 404]],
  SUBSCRIBE: [['subscribe', '/subscribe', 200]],
  SUBSCRIBE_CONFIRM: [['subscribe-unknown', '/subscribe/aaaa', 404]],
  ME_LINK: [['me-link', '/me', 200]],
  ME: [['me', (site) => `/me/${site.token('person', person(site))}`, 200], ['me-unknown', '/me/aaaa', 404]],
  ERASE: [['erase', (site) => `/erase/${site.token('erase', person(site), far)}`, 200], ['erase-unknown', '/erase/aaaa', 404]],
  PRIVATE: [['private', (site) => `/archive/${site.token('archive', list(site, 'coulisses'), person(site), far)}`, 200], ['private-unknown', '/archive/aaaa', 404]],
  ADDRESS: [['address', (site) => `/address/${site.token('address', change(site), 1)}`, 200], ['address-unknown', '/address/aaaa', 404]],
  UNKNOWN: [['nonsense', '/Personne', 404]],
};
// What is no page for readers: files, feeds, ways to pages, what programs ask.
const others = ['MBOX', 'MIRROR', 'RAW', 'FILE', 'SHORT', 'IMAGE', 'PLACES', 'SCRIPT', 'LINK', 'STYLE', 'ICON', 'ROBOTS', 'METRICS', 'SITEMAP', 'OPENSEARCH'];

const ask = (site, question) => site.sql('-c', `SET search_path = colporteur; ${question}`);
const list = (site, name) => ask(site, `SELECT id FROM list WHERE name = '${name}'`);
const person = (site) => ask(site, "SELECT subscriber FROM address WHERE address_key = 'katell@example.net'");
const change = (site) => ask(site, 'SELECT id FROM address_change');

test('every route of src/site/route.h is a kind of page here, or none', () => {
  const header = fs.readFileSync(path.join(source, 'src/site/route.h'), 'utf8');
  const routes = [...header.slice(0, header.indexOf('} RoutePage;')).matchAll(/^ {4}ROUTE_(\w+),/gm)].map((found) => found[1]);
  assert.ok(routes.length > 30);
  assert.deepEqual(routes.filter((route) => !(route in kinds) && !others.includes(route)), []);
  assert.deepEqual([...Object.keys(kinds), ...others].filter((route) => !routes.includes(route)), []);
});

test('the archive has what these pages show', (site) => {
  const mails = [];
  const mail = (id, more, body) => mails.push(`From x Sun Nov  1 10:00:00 2026\nFrom: Maud <maud@example.net>\nMessage-ID: <${id}@example.net>\n`
    + `Date: Sun, 1 Nov 2026 10:00:00 +0000\n${more}\n\n${body}\n\n`);
  mail('files', 'Subject: =?UTF-8?Q?Des_pi=C3=A8ces_jointes?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b', ['--b\nContent-Type: text/plain; charset=UTF-8\n\nVoici.',
    '--b\nContent-Type: image/png; name="pont.png"\nContent-Disposition: attachment; filename="pont.png"\nContent-Transfer-Encoding: base64\n\n'
      + 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGM4oKAARAAIRwIBVrfQ3wAAAABJRU5ErkJggg==',
    `--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="${'un-nom-tres-long-sans-blanc-'.repeat(5)}.pdf"\n\n%PDF`, '--b--'].join('\n'));
  mail('gone', 'Subject: De trop', 'De trop.');
  mail('long', 'Subject: Un long message\nContent-Type: text/plain; charset=UTF-8', 'Une ligne du protocole, puis une autre, et les mesures.\n\n'.repeat(1500));
  for (let n = 1; n <= 200; n++) {
    mail(`deep.${n}`, `Subject: ${n > 1 ? 'Re: ' : ''}Un fil de deux cents messages${n > 1 ? `\nIn-Reply-To: <deep.${Math.max(1, n - 1 - ((n - 1) % 7))}@example.net>` : ''}`, `${'Le message que voici a quelques lignes, comme en ont la plupart. '.repeat(6)}\n\n> cité`);
  }
  const mbox = path.join(site.directory, 'more.mbox');
  fs.writeFileSync(mbox, mails.join(''));
  site.command(['archive', 'import', 'mobilites', mbox]);
  site.command(['archive', 'hide', 'mobilites', 'gone@example.net', '--reason', 'de trop', '--yes']);
  site.command(['subscriber', 'add', 'katell@example.net', '--name', 'Katell', '--consent', 'test', '--list', 'mobilites', '--list', 'coulisses']);
  ask(site, `INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t WHERE l.name = 'mobilites' AND t.code = '29019';
    INSERT INTO address_change (subscriber, what, address_key, address, due_at) VALUES (${person(site)}, 'add', 'k@example.net', 'k@example.net', '2100-01-01');
    SELECT search_words_refresh()`);
});

// In French a no-break space stands before what is tall, inside of «» and nowhere else.
const badly = /[\p{L}\d)»] [:;!?»](?!\w)|[\p{L}»)][!?;](?![\p{L}=&])|« |«[^\s\u00a0\u202f]/u;

// Texts of the page that break this. What people wrote is theirs, and what is in another language.
async function unfrench(site, page) {
  const written = ask(site, 'SELECT subject FROM message UNION SELECT title FROM list UNION SELECT description FROM list').split('\n').filter((text) => text !== '');
  const texts = await page.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const own = [];
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('.body, [lang]:not(html), script, time, .snippet')) own.push(walk.currentNode.data);
    return own;
  });
  return texts.filter((text) => badly.test(written.reduce((rest, subject) => rest.replaceAll(subject, 'X'), text)));
}

// Tabs through a page: what cannot be reached, and what does not show that it was. Each stop is
// looked at when the key is pressed again, since to ask the browser for each costs as much as a page.
async function tab(page) {
  const stops = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
    const seen = all.filter((element) => element.checkVisibility() && element.tabIndex >= 0
      && !(element.type === 'radio' && !element.checked && element.form.querySelector(`input[type=radio][name="${element.name}"]:checked`)));
    const first = new Set();
    const wanted = new Set(seen.filter((element) => element.type !== 'radio' || element.checked || (!first.has(element.name) && first.add(element.name))));
    const faults = [];
    const look = () => {
      const element = document.activeElement;
      wanted.delete(element);
      if (element === document.body) return;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const tell = (what) => faults.push(`${what}: ${element.outerHTML.slice(0, 100)}`);
      // Of a date, the browser marks the part that is typed into.
      if (element.type !== 'date' && style.outlineStyle === 'none' && style.boxShadow === 'none') tell('not seen');
      else if (box.bottom < 0 || box.top > innerHeight) tell('out of sight');
    };
    document.addEventListener('keydown', look, true);
    window.tabbed = () => {
      look();
      return faults.concat([...wanted].map((element) => `not reached: ${element.outerHTML.slice(0, 100)}`));
    };
    return wanted.size + 3 * document.querySelectorAll('input[type=date]').length; // a stop for each part and the calendar
  });
  for (let n = 0; n <= stops + 2; n++) await page.keyboard.press('Tab');
  return page.evaluate(() => window.tabbed());
}

const pages = {}; // what the Nu Html Checker is given
for (const [kind, address, status] of Object.values(kinds).flat()) {
  let window;
  const shown = async (site) => (window ??= await site.visit(typeof address === 'function' ? address(site) : address)); // once: a window costs more than a look
  test(`${kind} is accessible, by keyboard too, valid, light, French, and shows no address`, async (site) => {
    const { page, response, complaints } = await shown(site);
    assert.equal(response.status(), status);
    assert.deepEqual(complaints.filter((text) => !/status of 4(04|10)/.test(text)), []);
    assert.equal(await site.judge(page), '');
    await site.picture(page, `${kind}-light`);
    const html = await response.text();
    pages[kind] = html;
    assert.doesNotMatch(html, /[^\s>…]@[\p{L}\d]/u); // "a…@…" is none, nor is what is masked on one's own page
    assert.ok(Buffer.byteLength(html) <= 60000, `it has ${Buffer.byteLength(html)} bytes`);
    assert.deepEqual(await mistakes(kind, html), []);
    assert.deepEqual(await unfrench(site, page), []);
    assert.deepEqual(await tab(page), []);
  });
  test(`${kind} is accessible in the dark`, async (site) => {
    const { page } = await shown(site);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
    assert.equal(await site.judge(page, { colours: true }), '');
    await site.picture(page, `${kind}-dark`);
  });
  test(`${kind} fits a narrow screen`, async (site) => {
    const { page, close } = await shown(site);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 800 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `it is ${width} pixels wide`);
    const gap = await page.evaluate(() => {
      const [crumbs, first] = ['.crumbs', 'main h1, main .kind'].map((what) => document.querySelector(what)?.getBoundingClientRect());
      return crumbs ? first.top - crumbs.bottom : 8;
    });
    assert.ok(gap >= 8, `its title is ${gap} pixels below the way to it`);
    assert.equal(await site.judge(page), '');
    await site.picture(page, `${kind}-narrow`);
    await close();
  });
}

test('no line of what a list is for breaks before a colon', async (site) => {
  for (const address of ['/', '/mobilites/']) {
    const { page, close } = await site.visit(address);
    assert.match(await page.textContent('main'), /vélo\u00a0: ce que/);
    await close();
  }
});

test('the Nu Html Checker finds nothing', (site) => assert.equal(nuMistakes(path.join(site.directory, 'pages'), pages), ''));

start();
