// SPDX-License-Identifier: GPL-3.0-or-later
// The forms that subscribers fill in, on the narrowest screen without JavaScript: mistakes are told,
// lead to their fields and keep what was typed; axe-core finds nothing wrong in any state of them.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, start } = require('./lib/site');

const narrow = { width: 320, script: false };

// The page as it is now, judged by axe-core, which needs a script of its own: in a window for that.
let copies;
async function judge(site, page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `it is ${width} pixels wide`);
  copies ??= await site.visit('/me', { width: 320 });
  await copies.page.setContent(await page.content());
  assert.equal(await site.judge(copies.page), '');
}

test('the form to join keeps what was typed, and asks which place is meant', async (site) => {
  const { page, close } = await site.visit('/subscribe?list=lettre', narrow);
  assert.ok(await page.isChecked('#list-lettre'), 'the list of the link is ticked');
  assert.ok(!(await page.locator('#website').boundingBox()) || (await page.locator('#website').boundingBox()).x < 0, 'the trap is not seen');
  await judge(site, page);
  await page.fill('#address', 'enora@localhost');
  await page.fill('#territory', 'saint martin des champs');
  await page.check('#interest-essai-reparer');
  await page.waitForTimeout(2100); // nobody reads a form faster, and it says so
  await page.getByRole('button', { name: 'M’abonner' }).click();
  assert.equal(await page.inputValue('#address'), 'enora@localhost');
  assert.equal(await page.inputValue('#territory'), 'saint martin des champs');
  assert.ok(await page.isChecked('#interest-essai-reparer'));
  assert.ok(await page.isChecked('#list-lettre'));
  await judge(site, page);
  await page.locator('.mistakes a').first().click();
  assert.ok(page.url().endsWith('#address'), 'a mistake leads to its field');
  await page.fill('#address', 'gwenn@example.net');
  await page.check('#place-29254');
  await page.waitForTimeout(2100);
  await page.getByRole('button', { name: 'M’abonner' }).click();
  assert.equal(await page.textContent('h1'), 'Regardez votre boîte aux lettres');
  await judge(site, page);
  await close();

  const who = site.sql('-c', "SELECT subscriber FROM colporteur.address WHERE address_key = 'gwenn@example.net'");
  const confirm = await site.visit(`/subscribe/${site.token('join', who)}`, narrow);
  await judge(site, confirm.page);
  assert.match(await confirm.page.textContent('main'), /Saint-Martin-des-Champs/);
  await confirm.page.getByRole('button', { name: 'Oui, m’abonner' }).click();
  assert.equal(await confirm.page.textContent('h1'), 'Bienvenue');
  assert.equal(site.sql('-c', `SELECT state FROM colporteur.subscription WHERE subscriber = ${who}`), 'confirmed');
  await confirm.close();
});

test('the page of one’s own is set without JavaScript', async (site) => {
  const who = site.sql('-c', "SELECT id FROM colporteur.subscriber WHERE name = 'Enora'");
  const link = `/me/${site.token('person', who)}`;
  const { page, close } = await site.visit(link, narrow);
  await judge(site, page);
  await site.picture(page, 'me-narrow');
  await page.fill('#territory', 'Brest');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  assert.match(await page.textContent('.done'), /enregistré/);
  assert.ok(await page.isChecked('#keep-29019'));
  await page.fill('#from', '2027-02-10');
  await page.fill('#until', '2027-02-01');
  await page.getByRole('button', { name: 'Faire cette pause' }).click();
  await judge(site, page);
  assert.match(await page.textContent('.mistakes'), /le premier avant le dernier/);
  await close();
  assert.ok(!site.log.includes(link), 'the token is in no log');
});

test('topics of a list are chosen without JavaScript', async (site) => {
  const who = site.sql('-c', "SELECT id FROM colporteur.subscriber WHERE name = 'Enora'");
  site.sql('-c', `INSERT INTO colporteur.list_interest SELECT l.id, i.id FROM colporteur.list l, colporteur.interest i
    WHERE l.name = 'mobilites' AND i.slug = 'mobilite'; INSERT INTO colporteur.subscription (list, subscriber, state)
    SELECT id, ${who}, 'confirmed' FROM colporteur.list WHERE name = 'mobilites' ON CONFLICT (subscriber, list) DO UPDATE SET state = 'confirmed'`);
  for (const [language, closed, open, name] of [['fr', 'Ne recevoir que certains thèmes', 'Seulement les thèmes cochés', 'Vélo'],
    ['en', 'Receive some topics only', 'Only the topics that are ticked', 'Cycling'], ['br', 'Degemer temoù zo hepken', 'Nemet an temoù askennet', 'Marc’h-houarn']]) {
    const { page, close } = await site.visit(`/me/${site.token('person', who)}`, { ...narrow, language });
    const topic = page.locator('#mobilites-topic-velo');
    assert.ok(!(await topic.isVisible()), 'who takes everything is not troubled with them');
    await page.getByText(closed).click();
    await judge(site, page);
    assert.equal((await page.textContent('label[for=mobilites-topic-velo]')).length > 0, true, name);
    await topic.check();
    await page.check('#mobilites-weekly');
    await page.locator('form', { has: topic }).locator('button[value=lists]').click();
    assert.ok(await page.isChecked('#mobilites-topic-velo'), 'it stays ticked');
    assert.ok(await page.isVisible('#mobilites-topic-velo'), 'and is seen');
    assert.ok(await page.isChecked('#mobilites-weekly'));
    assert.equal(await page.textContent('#mobilites-topics summary'), open);
    await judge(site, page);
    await site.picture(page, `me-topics-${language}`);
    await page.uncheck('#mobilites-topic-velo');
    await page.locator('form', { has: topic }).locator('button[value=lists]').click();
    assert.equal(site.sql('-c', 'SELECT count(*) FROM colporteur.subscription_topic'), '0', 'nothing ticked is everything');
    await close();
  }
});

test('who asks for initials is shown by them, and by their name again', async (site) => {
  site.command(['subscriber', 'add', 'nolwenn@example.org', '--name', 'Nolwenn Kerzoncou', '--list', 'mobilites', '--consent', 'test']);
  const who = site.sql('-c', "SELECT subscriber FROM colporteur.address WHERE address_key = 'nolwenn@example.org'");
  const mbox = path.join(site.directory, 'nolwenn.mbox');
  fs.writeFileSync(mbox, 'From x Sun Nov  1 10:00:00 2026\nFrom: Nolwenn Kerzoncou <nolwenn@example.org>\n'
    + 'Message-ID: <nolwenn@example.org>\nDate: Sun, 1 Nov 2026 10:00:00 +0000\nSubject: Les haies\n\nBonjour.\n\n');
  site.command(['archive', 'import', 'mobilites', mbox]);
  const post = '/mobilites/nolwenn%40example.org/';
  const shown = async () => {
    const { page, close } = await site.visit(post);
    const text = `${await page.title()} ${await page.textContent('body')} ${await page.locator('script').allTextContents()} ${await page.locator('a').evaluateAll((all) => all.map((a) => a.href))}`;
    await close();
    return text;
  };
  assert.match(await shown(), /Nolwenn Kerzoncou/);
  const { page, close } = await site.visit(`/me/${site.token('person', who)}`, narrow);
  await page.getByLabel('Mes initiales seulement').check();
  await page.getByRole('button', { name: 'Me montrer ainsi' }).click();
  assert.match(await page.textContent('.done'), /enregistré/);
  assert.ok(await page.getByLabel('Mes initiales seulement').isChecked());
  await judge(site, page);
  const then = await shown();
  assert.doesNotMatch(then, /Kerzoncou/i);
  assert.match(then, /N\. K\./);
  await page.getByLabel('Mon nom', { exact: true }).check();
  await page.getByRole('button', { name: 'Me montrer ainsi' }).click();
  assert.match(await shown(), /Nolwenn Kerzoncou/);
  await close();
});

test('places are completed where there is JavaScript', async (site) => {
  const { page, complaints, close } = await site.visit('/subscribe');
  await page.locator('#territory').pressSequentially('brest');
  await page.waitForFunction(() => document.querySelector('#suggestions option')?.value === 'Brest (29)');
  assert.deepEqual(complaints, []);
  await close();
});

start();
