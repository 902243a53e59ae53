// SPDX-License-Identifier: GPL-3.0-or-later
// What readers do: by keyboard, without JavaScript, following links, leaving a list; and what came
// in by mail, read on the web.
'use strict';
const assert = require('node:assert/strict');
const { test, start } = require('./lib/site');

const address = /[^\s>]@[\p{L}\d]/u; // "e…@…" is what the archive leaves of one

test('the keyboard reaches the skip link first, and it leads to the content', async (site) => {
  const { page, close } = await site.visit('/mobilites/');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  const box = await page.locator('.skip').boundingBox();
  assert.ok(box.y >= 0, 'the skip link is seen');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'contenu');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
  await close();
});

test('the keyboard reaches the search, which finds a word whatever its accents', async (site) => {
  const { page, close } = await site.visit('/');
  let left = 10;
  do await page.keyboard.press('Tab');
  while (--left > 0 && (await page.evaluate(() => document.activeElement.id)) !== 'q');
  assert.ok(left > 0, 'within ten steps');
  await page.keyboard.type('energie');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/?q=energie');
  assert.equal(await page.inputValue('#q'), 'energie');
  assert.equal(await page.locator('mark').first().textContent(), 'énergie');
  await page.getByRole('link', { name: 'Compter les vélos au pont ?', exact: true }).click();
  await page.waitForURL('**/mobilites/velo.1%40example.net/');
  await close();
});

test('the search has room for words at every width', async (site) => {
  for (const width of [320, 390, 768, 1280, 1920]) {
    const { page, close } = await site.visit('/mobilites/', { width });
    const box = await page.locator('#q').boundingBox();
    assert.ok(box.width >= 170, `${box.width} pixels of ${width}`);
    await close();
  }
});

test('everything works without JavaScript', async (site) => {
  const { page, close } = await site.visit('/', { script: false });
  await page.getByRole('link', { name: 'Mobilités partagées' }).click();
  await page.fill('#q', 'l’énergie des ponts');
  await page.getByRole('button', { name: 'Chercher' }).click();
  assert.match(page.url(), /\/mobilites\/\?q=/);
  assert.match(await page.textContent('main'), /énergie|Rien de tel/);
  await page.goto(`${site.url}/mobilites/velo.2%40example.net/`);
  assert.ok(!(await page.locator('details blockquote, blockquote details').first().isVisible())
    || (await page.locator('details[open]').count()) === 0);
  await page.locator('summary').first().click();
  assert.equal(await page.locator('details[open]').count(), 1);
  await close();
});

test('the permanent link, the short one and the thread lead to each other', async (site) => {
  const { page, close } = await site.visit('/mobilites/velo.2%40example.net/');
  await page.getByRole('link', { name: 'Lien court' }).click();
  assert.ok(page.url().endsWith('/mobilites/velo.2%40example.net/'));
  await page.getByRole('link', { name: 'Lire le fil entier' }).click();
  assert.match(page.url(), /\/mobilites\/velo\.2%40example\.net\/t\/#m-[a-z2-7]+$/);
  assert.equal(await page.locator('article:target h2').textContent(), 'Erwan');
  assert.equal(await page.locator('article.post').count(), 5);
  await page.getByRole('link', { name: 'en réponse à Maud' }).click();
  assert.match(page.url(), /#m-/);
  const target = await page.locator('article:target h2').textContent();
  assert.equal(target, 'Maud');
  await close();
});

test('an unknown page is a kind 404 in the reader’s language', async (site) => {
  const { page, response, close } = await site.visit('/personne/', { language: 'en-GB' });
  assert.equal(response.status(), 404);
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.match(await page.textContent('h1'), /not found/i);
  await page.getByRole('link', { name: 'Back to the home page' }).click();
  assert.equal(page.url(), `${site.url}/`);
  await close();
});

test('what a stranger wrote stays text', async (site) => {
  const { page, complaints, close } = await site.visit('/mobilites/seul%40example.net/');
  assert.match(await page.textContent('.body'), /<script>alert\(1\)<\/script> & sans/);
  assert.deepEqual(complaints, []);
  await close();
});

test('a copy that still holds is not sent again', async (site) => {
  const { page, response, close } = await site.visit('/mobilites/velo.1%40example.net/');
  const again = await page.request.get(response.url(), { headers: { 'If-None-Match': response.headers().etag } });
  assert.equal(again.status(), 304);
  await close();
});

// The link in Enora's letters.
function unsubscribeLink(site) {
  return `/u/${site.token('unsubscribe', ...site.sql('-F', ' ', '-c', `SELECT l.id, s.id
    FROM colporteur.list l, colporteur.subscriber s WHERE l.name = 'lettre' AND s.name = 'Enora'`).split(' '))}`;
}

test('leaving takes one button and no JavaScript', async (site) => {
  const link = unsubscribeLink(site);
  const judged = await site.visit(link);
  assert.equal(await site.judge(judged.page), '');
  await site.picture(judged.page, 'unsubscribe-ask-light');
  await judged.close();
  const { page, close } = await site.visit(link, { script: false, width: 320 });
  const state = () => site.sql('-c', `SELECT u.state FROM colporteur.subscription u JOIN colporteur.list l ON l.id = u.list
    WHERE l.name = 'lettre'`);
  assert.equal(state(), 'confirmed');
  assert.match(await page.textContent('h1'), /La lettre des territoires/);
  await page.getByRole('button', { name: 'Me désabonner' }).click();
  assert.equal(await page.textContent('h1'), 'C’est fait');
  assert.equal(page.url(), site.url + link);
  assert.equal(state(), 'unsubscribed');
  await site.picture(page, 'unsubscribe-done-narrow');
  await close();
  assert.ok(!site.log.includes(link), 'the token is in no log');
});

test('a mail that came in is read on the web, without its addresses', async (site) => {
  site.command(['list', 'create', 'atelier', '--title', 'Atelier du samedi', '--owner', 'maud@example.net']);
  site.command(['subscriber', 'add', 'erwan@example.net', '--name', 'Erwan']);
  site.command(['list', 'subscribe', 'atelier', 'erwan@example.net']);
  site.command(['deliver', '--sender', 'erwan@example.net', 'atelier@lists.example.org'], [
    'From: Erwan <erwan@example.net>', 'To: atelier@lists.example.org', 'Message-ID: <tournevis.1@example.net>',
    'Date: Sat, 21 Nov 2026 10:00:00 +0100', 'Subject: =?UTF-8?Q?Qui_a_un_tournevis_cruciforme_=C3=A0_pr=C3=AAter=3F?=',
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '',
    'Bonjour, j’en cherche un, long. Réponses à erwan@example.net ou ici.', '', '-- ', 'Erwan, erwan@example.net', ''].join('\r\n'));
  const { page, complaints, close } = await site.visit('/?q=tournevis');
  await page.getByRole('link', { name: 'Qui a un tournevis cruciforme à prêter?' }).click();
  assert.ok(page.url().endsWith('/atelier/tournevis.1%40example.net/'));
  assert.match(await page.textContent('main'), /j’en cherche un, long/);
  const answer = await page.getAttribute('a.answer', 'href');
  assert.equal(answer, 'mailto:atelier@lists.example.org?In-Reply-To=%3Ctournevis.1%40example.net%3E&Subject=Re%3A%20Qui%20a%20un%20tournevis%20cruciforme%20%C3%A0%20pr%C3%AAter%3F');
  assert.doesNotMatch((await page.content()).replace('mailto:atelier@lists.example.org', ''), address);
  assert.deepEqual(complaints, []);
  await close();
});

test('on paper an address that a text writes out stands there once', async (site) => {
  const { page, close } = await site.visit('/mobilites/velo.1%40example.net/');
  await page.emulateMedia({ media: 'print' });
  const behind = () => page.$eval('.body a[href^="http"]', (link) => getComputedStyle(link, '::after').content);
  assert.equal(await behind(), 'none');
  await page.$eval('.body a[href^="http"]', (link) => { link.rel = 'noopener nofollow ugc'; });
  assert.match(await behind(), /example\.org/); // as of a link with words of its own
  await close();
});

start();
