// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of page, in both colour schemes, on a wide and on the narrowest screen: nothing that
// axe-core finds wrong, nothing that scrolls sideways, nothing that the page's policy forbids, no
// mail address. Pictures of them land in $BUILDDIR/screenshots.
'use strict';
const assert = require('node:assert/strict');
const { test, start } = require('./lib/site');

const velo = '/mobilites/velo.1%40example.net/';
const kinds = {
  home: ['/', 200],
  list: ['/mobilites/', 200],
  'list-older': ['/mobilites/?before=1757694000000000-99', 200],
  thread: [`${velo}t/`, 200],
  'thread-flat': [`${velo}T/`, 200],
  message: [velo, 200],
  months: ['/mobilites/?by=month', 200],
  month: ['/mobilites/2026/10/', 200],
  day: ['/mobilites/2026/10/02/', 200],
  'message-table': ['/mobilites/velo%2F4%2Bx%40example.net/', 200],
  'message-wide': ['/mobilites/velo.5%40example.net/', 200],
'message-edition': ['/lettre/lettre-1%40lists.example.org/', 200],
  editions: ['/editions/', 200],
  edition: ['/editions/lettre/1/', 200],
  'editions-of-list': ['/editions/lettre/', 200],
  contributions: ['/contributions/', 200],
  contribution: ['/contributions/2/', 200],
  contribute: ['/contribute', 200],
  territory: ['/territories/29019/', 200],
  interest: ['/interests/essai-reparer/', 200],
  search: ['/?q=energie', 200],
  'search-in-list': ['/mobilites/?q=question', 200],
  'search-nothing': ['/?q=introuvable', 200],
  'search-empty': ['/?q=', 200],
  'search-newest': ['/?q=question&order=newest', 200],
  'search-refused': ['/?q=-velo', 200],
  'not-found': ['/mobilites/personne%40example.net/', 404],
  'unsubscribe-unknown': ['/u/aaaa', 404],
  subscribe: ['/subscribe', 200],
  'subscribe-unknown': ['/subscribe/aaaa', 404],
  'me-link': ['/me', 200],
  'me-unknown': ['/me/aaaa', 404],
  'erase-unknown': ['/erase/aaaa', 404],
};

for (const [kind, [address, status]] of Object.entries(kinds)) {
  for (const scheme of ['light', 'dark']) {
    test(`${kind} is accessible, ${scheme}`, async (site) => {
      const { page, response, complaints, close } = await site.visit(address, { scheme });
      assert.equal(response.status(), status);
      const loud = complaints.filter((text) => !/status of 404/.test(text));
      assert.deepEqual(loud, []);
      assert.equal(await site.judge(page), '');
      await site.picture(page, `${kind}-${scheme}`);
      await close();
    });
  }
  test(`${kind} fits a narrow screen`, async (site) => {
    const { page, close } = await site.visit(address, { width: 320 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `it is ${width} pixels wide`);
    assert.equal(await site.judge(page), '');
    await site.picture(page, `${kind}-narrow`);
    await close();
  });
  test(`${kind} shows no address`, async (site) => {
    const { response, close } = await site.visit(address);
    assert.doesNotMatch(await response.text(), /[^\s>]@[\p{L}\d]/u); // "a…@…" is none
    await close();
  });
}

start();
