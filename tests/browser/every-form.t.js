// SPDX-License-Identifier: GPL-3.0-or-later
// Every form that people without an account meet, in every state there is: at 320 and 1200 pixels,
// light and dark, by keyboard alone, judged by axe-core, html-validate and the Nu Html Checker. No
// form is forgotten: each sentence of each template that has one must have been seen by the end.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, start, source } = require('./lib/site');
const { mistakes, nuMistakes } = require('./lib/valid');

const templates = path.join(source, 'templates', 'site');
const seen = []; // { name, html } of each state
const states = new Map();

// What a browser gets: the page of a form sent, or of a link followed.
async function ask(site, address, form) {
  const response = await fetch(site.url + address, { redirect: 'manual', headers: { 'Accept-Language': 'fr' },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}) });
  return { status: response.status, html: await response.text() };
}

async function keep(site, name, address, status, form) {
  const answer = await ask(site, address, form);
  assert.equal(answer.status, status, `${name}: ${answer.html.slice(0, 2000)}`);
  assert.ok(!states.has(name), `two states are called ${name}`);
  states.set(name, answer.html);
  seen.push({ name, html: answer.html });
  return answer.html;
}

// What a page keeps of what was typed.
function typed(html, ...texts) {
  for (const text of texts) assert.ok(html.includes(text), `${text} is not kept`);
}

const now = (seconds = 0) => String(Math.floor(Date.now() / 1000) - seconds);
const one = (site, query) => site.sql('-c', `SET search_path = colporteur, public; ${query}`);
const flood = (site) => one(site, "INSERT INTO robot_answer (address_key, network) SELECT 'f' || n || '@example.org', 'example.org' FROM generate_series(1, 1000) n");
const queue = (site) => one(site, "INSERT INTO page_letter (what, list, subscriber, network) SELECT what, list, subscriber, 'f' || n || '.example.net' FROM page_letter, generate_series(1, 12000) n WHERE network IS NOT NULL");
const calm = (site) => one(site, 'DELETE FROM robot_answer; DELETE FROM page_letter WHERE network IS NOT NULL');

test('joining', async (site) => {
  one(site, "UPDATE list SET description = 'Pour qui compte, mesure et essaie.' WHERE name = 'mobilites'");
  await keep(site, 'subscribe', '/subscribe', 200);
  const form = { at: now(10), address: 'pas-une-adresse', territory: 'Nulle-Part', interest: 'essai-reparer', language: 'br', delivery: 'weekly' };
  typed(await keep(site, 'subscribe-wrong', '/subscribe', 422, form), 'value="pas-une-adresse"', 'value="Nulle-Part"',
    'value="essai-reparer" checked', 'value="br" checked', 'value="weekly" checked');
  const several = await keep(site, 'subscribe-several-places', '/subscribe', 422, { ...form, address: 'a@example.org', list: 'lettre', territory: 'saint-martin' });
  assert.ok(!several.includes('(true)'), 'a département is named, not asserted');
  await keep(site, 'subscribe-many-places', '/subscribe', 422, { ...form, address: 'a@example.org', list: 'lettre', territory: 'cc du' });
  typed(await keep(site, 'subscribe-again', '/subscribe', 200, { ...form, at: now(), address: 'a@example.org' }), 'value="a@example.org"');
  flood(site);
  await keep(site, 'subscribe-waits', '/subscribe', 200, { at: now(10), address: 'a@example.org', list: 'lettre' });
  queue(site);
  typed(await keep(site, 'subscribe-later', '/subscribe', 429, { at: now(10), address: 'b@example.org', list: 'lettre' }), 'value="b@example.org"');
  calm(site);
  await keep(site, 'subscribe-sent', '/subscribe', 200, { ...form, address: 'yuna@example.net', list: 'mobilites', territory: 'brest' });
  const token = site.token('join', one(site, "SELECT subscriber FROM address WHERE address_key = 'yuna@example.net'"));
  await keep(site, 'confirm', `/subscribe/${token}`, 200);
  await keep(site, 'confirm-none', `/subscribe/${token}`, 200, { x: 'y' });
  await keep(site, 'confirm-done', `/subscribe/${token}`, 200, { list: 'mobilites' });
  await keep(site, 'confirm-unknown', `/subscribe/${token}`, 404);
  one(site, "UPDATE list SET is_public = false");
  await keep(site, 'subscribe-no-list', '/subscribe', 200);
  one(site, "UPDATE list SET is_public = true WHERE name <> 'coulisses'");
});

test('the page of one’s own', async (site) => {
  const who = one(site, "SELECT id FROM subscriber WHERE name = 'Enora'");
  const link = `/me/${site.token('person', who)}`;
  await keep(site, 'me-link', '/me', 200);
  typed(await keep(site, 'me-link-wrong', '/me', 422, { address: 'rien' }), 'value="rien"');
  flood(site);
  assert.match(await keep(site, 'me-link-waits', '/me', 200, { address: 'enora@example.net' }), /quelques heures/);
  queue(site);
  typed(await keep(site, 'me-link-later', '/me', 429, { address: 'enora@example.net' }), 'value="enora@example.net"');
  calm(site);
  await keep(site, 'me-link-sent', '/me', 200, { address: 'enora@example.net' });
  await keep(site, 'me-nothing-waits', link, 200);
  one(site, `INSERT INTO contribution (kind, title, body, state, decided_at) VALUES ('finding', 'Pour tout le monde', 'Un texte.', 'accepted', now()), ('initiative', 'Près', 'Un texte.', 'accepted', now());
    INSERT INTO contribution_territory SELECT max(c.id), t.id FROM contribution c, territory t WHERE t.code = '29019' GROUP BY t.id;
    INSERT INTO contribution (kind, title, body, state, decided_at) VALUES ('finding', 'Suivi', 'Un texte.', 'accepted', now());
    INSERT INTO contribution_territory SELECT max(c.id), t.id FROM contribution c, territory t WHERE t.code = '56' GROUP BY t.id;
    INSERT INTO contribution_interest SELECT max(c.id), i.id FROM contribution c, interest i WHERE i.slug = 'essai-reparer' GROUP BY i.id;
    DELETE FROM edition_section;
    INSERT INTO subscription (list, subscriber, state) SELECT id, ${who}, 'confirmed' FROM list WHERE name = 'mobilites'`);
  await keep(site, 'me-previewed', link, 200, { act: 'preview', keep: '29019', territory: 'brest', interest: 'essai-reparer', language: 'fr' });
  await keep(site, 'me-saved', link, 200, { act: 'person', territory: 'brest', interest: 'essai-reparer', language: 'fr' });
  typed(await keep(site, 'me-bad-digest', link, 422, { act: 'lists', 'list-mobilites': 'daily', 'posts-mobilites': '201', 'from-mobilites': '', 'until-mobilites': '' }),
    'value="201"');
  typed(await keep(site, 'me-bad-place', link, 422, { act: 'person', keep: '29019', territory: 'Nulle-Part', interest: 'essai-reparer', language: 'en' }),
    'value="Nulle-Part"', 'value="en" checked', 'value="essai-reparer" checked');
  await keep(site, 'me-which-place', link, 422, { act: 'person', territory: 'saint-martin', language: 'fr' });
  typed(await keep(site, 'me-bad-break', link, 422, { act: 'break', from: '2027-02-10', until: '2027-02-01' }), 'value="2027-02-10"', 'value="2027-02-01"');
  await keep(site, 'me-break', link, 200, { act: 'break', from: '2027-02-01', until: '2027-02-10' });
  typed(await keep(site, 'me-bad-zone', link, 422, { act: 'zone', zone: 'Lune/Mer' }), 'value="Lune/Mer"');
  await keep(site, 'me-letter', link, 200, { act: 'export' });
  typed(await keep(site, 'me-bad-address', link, 422, { act: 'address-add', address: 'rien' }), 'value="rien"');
  typed(await keep(site, 'me-own-address', link, 422, { act: 'address-add', address: 'enora@example.net' }), 'value="enora@example.net"');
  await keep(site, 'me-address-asked', link, 200, { act: 'address-add', address: 'enora@example.org' });
  const add = one(site, 'SELECT max(id) FROM address_change');
  await keep(site, 'address-add', `/address/${site.token('address', add, 1)}`, 200);
  await keep(site, 'address-added', `/address/${site.token('address', add, 1)}`, 200, { act: 'yes' });
  await keep(site, 'address-unknown', `/address/${site.token('address', add, 1)}`, 404);
  const handle = one(site, "SELECT address_handle('enora@example.org')");
  await keep(site, 'me-first-asked', link, 200, { act: 'address-first', which: handle });
  const first = one(site, 'SELECT max(id) FROM address_change');
  await keep(site, 'address-first', `/address/${site.token('address', first, 1)}`, 200);
  await keep(site, 'address-refuse', `/address/${site.token('address', first, 2)}`, 200);
  await keep(site, 'address-refused', `/address/${site.token('address', first, 2)}`, 200, { act: 'no' });
  await keep(site, 'me-no-address', link, 422, { act: 'address-remove', which: 'rien' });
  one(site, `INSERT INTO address (address_key, address, subscriber, is_primary) VALUES ('e2@example.org', 'e2@example.org', ${who}, false)`);
  await ask(site, link, { act: 'address-first', which: one(site, "SELECT address_handle('e2@example.org')") });
  const second = one(site, 'SELECT max(id) FROM address_change');
  await keep(site, 'address-first-done', `/address/${site.token('address', second, 1)}`, 200, { act: 'yes' });
  await ask(site, link, { act: 'address-add', address: 'yuna@example.net' });
  await keep(site, 'address-taken', `/address/${site.token('address', one(site, 'SELECT max(id) FROM address_change'), 1)}`, 200, { act: 'yes' });
  one(site, `INSERT INTO address (address_key, address, subscriber, is_primary) SELECT n || '@example.org', n || '@example.org', ${who}, false FROM generate_series(1, 7) n`);
  await keep(site, 'me-many-addresses', link, 422, { act: 'address-add', address: 'neuf@example.org' });
  one(site, "DELETE FROM address WHERE address_key ~ '^[1-7]@'");
  flood(site);
  assert.match(await keep(site, 'me-address-waits', link, 200, { act: 'address-add', address: 'huit@example.org' }), /quelques heures/);
  queue(site);
  await keep(site, 'me-later', link, 429, { act: 'address-add', address: 'neuf@example.org' });
  one(site, "DELETE FROM address_change WHERE address_key = 'huit@example.org'");
  calm(site);
  await keep(site, 'me-left', link, 200, { act: 'leave-all' });
  await keep(site, 'me-unknown', '/me/aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 404);
});

test('leaving', async (site) => {
  const who = one(site, "SELECT subscriber FROM address WHERE address_key = 'yuna@example.net'");
  const link = `/u/${site.token('unsubscribe', one(site, "SELECT id FROM list WHERE name = 'mobilites'"), who)}`;
  one(site, "UPDATE subscription SET delivery = 'each'");
  await keep(site, 'leave', link, 200);
  await keep(site, 'leave-undo-too-late', link, 200, { act: 'undo' });
  await keep(site, 'leave-digest', link, 200, { act: 'digest' });
  await keep(site, 'leave-weekly', link, 200, { act: 'weekly' });
  await keep(site, 'leave-pause', link, 200, { act: 'pause' });
  await keep(site, 'left', link, 200, { 'List-Unsubscribe': 'One-Click' });
  await keep(site, 'leave-undone', link, 200, { act: 'undo' });
  await ask(site, link, { 'List-Unsubscribe': 'One-Click' });
  await keep(site, 'left-digest-too-late', link, 200, { act: 'digest' });
  await keep(site, 'leave-unknown', '/u/aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 404);
});

test('proposing', async (site) => {
  one(site, "DELETE FROM list_role");
  await keep(site, 'contribute-no-list', '/contribute', 200);
  one(site, "INSERT INTO list_role (list, address, role) SELECT id, 'chef@example.org', 'owner' FROM list WHERE name = 'lettre'");
  await keep(site, 'contribute', '/contribute', 200);
  one(site, `INSERT INTO list (name, domain, kind, title, is_public) VALUES ('gazette', 'lists.example.org', 'newsletter', 'La gazette', true);
    INSERT INTO list_role (list, address, role) SELECT id, 'chef@example.org', 'owner' FROM list WHERE name = 'gazette'`);
  await keep(site, 'contribute-lists', '/contribute', 200);
  const form = { moment: now(60), list: 'lettre', kind: 'finding', title: 'Un banc', text: 'Sous le tilleul.', address: 'a@example.org', citizen: '1' };
  typed(await keep(site, 'contribute-empty', '/contribute', 422, { ...form, title: '', text: '', address: 'rien', place: 'Nulle-Part', source: 'Un livre' }),
    'value="rien"', 'value="Nulle-Part"', 'value="Un livre"', 'name="citizen" value="1" checked');
  await keep(site, 'contribute-long', '/contribute', 422, { ...form, title: 'x'.repeat(301), text: 'x'.repeat(65537), author: 'x'.repeat(501), source: 'x'.repeat(501) });
  await keep(site, 'contribute-places', '/contribute', 422, { ...form, place: 'Saint-Martin-des-Champs' });
  await keep(site, 'contribute-which-list', '/contribute', 422, { ...form, list: 'rien' });
  typed(await keep(site, 'contribute-fast', '/contribute', 422, { ...form, moment: now() }), 'value="Un banc"', 'Sous le tilleul.');
  flood(site);
  assert.match(await keep(site, 'contribute-waits', '/contribute', 200, { ...form, title: 'Un autre banc' }), /quelques heures/);
  queue(site);
  typed(await keep(site, 'contribute-later', '/contribute', 422, form), 'value="Un banc"');
  calm(site);
  one(site, "INSERT INTO robot_answer (address_key, network) SELECT 'a@example.org', n || '.example.net' FROM generate_series(1, 20) n");
  typed(await keep(site, 'contribute-tomorrow', '/contribute', 422, form), 'value="Un banc"');
  calm(site);
  await keep(site, 'contribute-done', '/contribute', 200, form);
});

test('the archive of a private list, and being forgotten', async (site) => {
  const who = one(site, "SELECT subscriber FROM address WHERE address_key = 'yuna@example.net'");
  const list = one(site, "SELECT id FROM list WHERE name = 'coulisses'");
  const soon = now(-86400);
  one(site, `INSERT INTO subscription (list, subscriber, state) VALUES (${list}, ${who}, 'confirmed')`);
  one(site, `INSERT INTO list_interest SELECT ${list}, id FROM interest WHERE slug = 'mobilite'`);
  await keep(site, 'me-private', `/me/${site.token('person', who)}`, 200);
  await keep(site, 'me-topics', `/me/${site.token('person', who)}`, 200,
    { act: 'lists', 'list-coulisses': 'each', 'topics-coulisses': '1', 'topic-coulisses': 'velo' });
  await keep(site, 'private', `/archive/${site.token('archive', list, who, soon)}`, 200);
  await keep(site, 'private-unknown', '/archive/aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 404);
  const erase = `/erase/${site.token('erase', who, soon)}`;
  await keep(site, 'erase', erase, 200);
  await keep(site, 'erased', erase, 200, { act: 'erase' });
  await keep(site, 'erase-unknown', erase, 404);
});

test('each sentence of each template with a form has been seen', () => {
  const all = seen.map(({ html }) => html).join('\n');
  const forms = fs.readdirSync(templates).filter((name) => /method="post"/.test(fs.readFileSync(path.join(templates, name), 'utf8')));
  assert.ok(forms.length >= 9, String(forms));
  const missing = [];
  for (const name of [...forms, 'themes.mustache']) {
    for (const [, sentence] of fs.readFileSync(path.join(templates, name), 'utf8').matchAll(/\{\{#_\}\}(.*?)\{\{\/_\}\}/gs)) {
      for (const part of sentence.split(/\{\{[^}]*\}\}/).map((text) => text.trim()).filter((text) => text.length > 1)) {
        if (!all.includes(part)) missing.push(`${name}: ${part}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});

// Tab goes to everything that can be used, in the order of the page, and shows where it is.
async function byKeyboard(page) {
  return page.evaluate(() => {
    const wrong = [];
    const usable = [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary')]
      .filter((element) => !element.closest('.trap') && element.checkVisibility());
    for (const element of usable) {
      element.focus({ focusVisible: true });
      const style = getComputedStyle(element);
      if (document.activeElement !== element || element.tabIndex !== 0) wrong.push(`cannot be reached: ${element.outerHTML}`);
      else if (style.outlineStyle === 'none' && style.boxShadow === 'none') wrong.push(`does not show that it is reached: ${element.outerHTML}`);
    }
    return wrong;
  });
}

test('every state is accessible, fits the narrowest screen and is used by keyboard', async (site) => {
  const wrong = [];
  const { page, close } = await site.visit('/subscribe', { width: 320 });
  for (const { name, html } of seen) {
    const tell = (text) => { if (text.length) wrong.push(`${name}: ${text}`); };
    await page.setViewportSize({ width: 320, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.setContent(html);
      await page.evaluate(() => document.querySelectorAll('details').forEach((element) => { element.open = true; }));
      tell(await site.judge(page, { colours: colorScheme === 'dark' }));
      if (process.env.PICTURES) await site.picture(page, `form-${name}-320-${colorScheme}`);
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    tell(width > 320 ? `it is ${width} pixels wide` : '');
    tell(await byKeyboard(page));
    if (process.env.PICTURES) {
      await page.setViewportSize({ width: 1200, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
      await site.picture(page, `form-${name}-1200`);
    }
  }
  await close();
  assert.deepEqual(wrong, []);
});

test('every state is valid HTML', async () => {
  const wrong = [];
  for (const { name, html } of seen) wrong.push(...await mistakes(name, html));
  assert.deepEqual(wrong, []);
});

test('the Nu Html Checker finds nothing', (site) => assert.equal(nuMistakes(path.join(site.directory, 'forms'), Object.fromEntries(states)), ''));

start();
