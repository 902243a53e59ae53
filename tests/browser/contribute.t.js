// SPDX-License-Identifier: GPL-3.0-or-later
// The form for contributions as somebody fills it in on a phone without scripts: what is wrong is
// said, what was typed stays, and what is right is kept.
'use strict';
const assert = require('node:assert/strict');
const { test, start } = require('./lib/site');

test('the form keeps what was typed, and takes it once it is right', async (site) => {
  site.sql('-c', "INSERT INTO colporteur.list_role (list, address, role) SELECT id, 'chef@example.org', 'owner' FROM colporteur.list WHERE name = 'lettre'");
  const { page, complaints, close } = await site.visit('/contribute', { width: 320 });
  await page.fill('#title', 'Un four à pain');
  await page.fill('#place', 'Nulle-Part-sur-Rien');
  await page.check('input[value=finding]');
  await page.check('input[value=repair-cafe]');
  await page.click('#send');
  assert.equal(await page.inputValue('#title'), 'Un four à pain');
  assert.equal(await page.inputValue('#place'), 'Nulle-Part-sur-Rien');
  assert.ok(await page.isChecked('input[value=finding]'));
  assert.ok(await page.isChecked('input[value=repair-cafe]'));
  assert.equal(await page.locator('[role=alert] li').count(), 3);
  assert.equal(await page.getAttribute('#text', 'aria-invalid'), 'true');
  assert.equal(await site.judge(page), '');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `it is ${width} pixels wide`);
  await site.picture(page, 'contribute-wrong-narrow');
  await page.fill('#text', 'Chaque samedi.');
  await page.fill('#address', 'alix@example.org');
  await page.fill('#place', '');
  await page.waitForTimeout(3100); // it is looked at how fast somebody types
  await page.keyboard.press('Enter');
  await page.locator('[role=status]').waitFor();
  assert.equal(await site.judge(page), '');
  assert.deepEqual(complaints.filter((text) => !/status of 422/.test(text)), []);
  assert.equal(site.sql('-c', "SELECT state || ' ' || kind FROM colporteur.contribution WHERE title = 'Un four à pain'"), 'unconfirmed finding');
  await close();
});

start();
