// SPDX-License-Identifier: GPL-3.0-or-later
// Mails that would do harm (tests/lib/hostile-mail.py), taken in by LMTP and looked at: every page
// that shows something of one, and every file, without one script run, one request to elsewhere, one
// complaint of the browser's, one element that the page itself does not have.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { test, start, source } = require('./lib/site');

// What pages are made of; nothing a stranger wrote adds to it. The one script is data in the head.
const forbidden = 'script:not(head > [type="application/ld+json"]), iframe, frame, object, embed, applet, form:not([role=search]), style, svg, math, video, audio, base, meta[http-equiv], '
  + 'link:not([rel=canonical], [rel=alternate])[href*="hostile.example"], img:not([src^="/hostile/"]), [style], [onclick], [onload], [onerror], [onmouseover], [onfocus], [ontoggle], [autofocus]';

let links;

test('they are taken, or refused in so many words', async (site) => {
  site.command(['list', 'create', 'hostile', '--title', 'Hostile', '--owner', 'maud@example.net']);
  site.command(['list', 'policy', 'hostile', '-'], 'accept anyone\n');
  const socket = await site.role('lmtp', ['--set', `lmtp.listen=unix:${path.join(site.directory, 'lmtp')}`]);
  const answers = execFileSync('python3', [path.join(source, 'tests/lib/hostile-mail.py'), '--lmtp', socket.replace(/^unix:/, '')],
    { encoding: 'utf8', maxBuffer: 1 << 24 }).trim().split('\n').map((line) => line.split(' '));
  assert.ok(answers.length >= 120, `${answers.length} mails`);
  assert.deepEqual(answers.filter(([, code]) => code !== '250' && !code.startsWith('5')), []);
  const taken = answers.filter(([, code]) => code === '250').length;
  links = site.sql('-c', `SELECT m.link FROM colporteur.message m JOIN colporteur.post p ON p.message = m.id
    JOIN colporteur.list l ON l.id = p.list WHERE l.name = 'hostile' ORDER BY m.id`).split('\n');
  assert.equal(links.length, taken);
  assert.ok(taken >= 100, `${taken} are taken`);
});

// A mail with so little in common with a page's grammar that it would change it is found here.
async function look(site, window, address) {
  const { page, complaints } = window;
  complaints.length = 0;
  const response = await page.goto(site.url + address, { waitUntil: 'load' });
  assert.ok([200, 404].includes(response.status()), `${response.status()} ${address}`);
  assert.ok(!response.headers()['set-cookie'], `a cookie at ${address}`);
  const found = await page.evaluate((selector) => [...document.querySelectorAll(selector)].map((element) => element.outerHTML.slice(0, 200)), forbidden);
  assert.deepEqual(found, [], address);
  const odd = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((a) => a.protocol)
    .filter((protocol) => !['http:', 'https:', 'mailto:', ':'].includes(protocol))); // ":" is none, and leads nowhere
  assert.deepEqual(odd, [], address);
  assert.equal(await page.locator('main').count(), 1, `one main at ${address}`);
  for (const summary of await page.locator('details:not([open]) > summary').all().then((all) => all.slice(0, 3))) await summary.click();
  assert.deepEqual(complaints.filter((text) => !/status of 404/.test(text)), [], address);
  return response;
}

async function open(site) {
  const window = await site.visit('/');
  window.page.on('dialog', (dialog) => { window.complaints.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  return window;
}

test('their pages run nothing and ask for nothing', async (site) => {
  const window = await open(site);
  for (const link of links) {
    const address = `/hostile/${encodeURIComponent(link)}/`;
    const response = await look(site, window, address);
    assert.equal(response.status(), 200, address);
    assert.ok((await response.body()).length < 3000000, `${address} is bounded`);
    if (/^parts-/.test(link)) await look(site, window, `${address}t/`);
  }
  await window.close();
});

test('nor do the pages that gather them', async (site) => {
  const window = await open(site);
  const seen = new Set();
  const next = ['/hostile/', '/hostile/?by=month', '/hostile/2026/11/', '/?q=alert', '/hostile/?q=script', '/hostile/?q=hostile'];
  while (next.length > 0) {
    const address = next.pop();
    if (seen.has(address) || seen.size > 40) continue;
    seen.add(address);
    await look(site, window, address);
    next.push(...await window.page.locator('.pages a').evaluateAll((all) => all.map((a) => a.pathname + a.search)));
  }
  assert.ok(seen.size > 8, `${seen.size} pages`);
  await window.close();
});

test('feeds, mails and sitemaps of them are well-formed and run nothing', async (site) => {
  const window = await open(site);
  for (const file of ['new.atom', 'feed.json', '2026-11.sitemap.xml']) {
    const response = await window.page.request.get(`${site.url}/hostile/${file}`);
    assert.equal(response.status(), 200, file);
    if (file.endsWith('json')) JSON.parse(await response.text());
    else execFileSync('python3', ['-c', 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin)'], { input: await response.body() });
  }
  for (const link of links) {
    const response = await window.page.request.get(`${site.url}/hostile/${encodeURIComponent(link)}/raw`);
    assert.equal(response.status(), 200, link);
    assert.match(response.headers()['content-type'], /^text\/plain/);
    assert.match(response.headers()['content-security-policy'], /sandbox/);
    assert.doesNotMatch(await response.text(), /\r\nSet-Cookie:/i, link);
  }
  await window.close();
});

test('their files are files', async (site) => {
  const window = await open(site);
  const { page, complaints } = window;
  let files = [];
  for (const link of links) {
    await page.goto(`${site.url}/hostile/${encodeURIComponent(link)}/`);
    files.push(...(await page.locator('.attachments li > a').evaluateAll((all) => all.map((a) => a.pathname))).slice(0, 5));
  }
  assert.ok(files.length >= 25, `${files.length} files`);
  for (const file of files) {
    assert.equal(file.split('/').length, 4, file);
    const response = await page.request.get(site.url + file, { maxRedirects: 0 });
    assert.equal(response.status(), 200, file);
    const headers = response.headers();
    assert.ok(!headers['set-cookie'] && !headers['x-none'], file);
    assert.match(headers['content-security-policy'], /default-src 'none'; sandbox/, file);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(headers['content-type'], /^(image\/(png|gif|jpeg|webp)|text\/plain; charset=utf-8|application\/(octet-stream|pdf))$/, file);
    complaints.length = 0;
    await page.goto(site.url + file).catch((error) => assert.match(String(error), /ERR_ABORTED|Download is starting/, file));
    // What shows an image by itself is a page of the browser's own, with a style and a script that the
    // sandbox forbids too, and says so late: what counts is what ran, and what was asked for.
    const loud = complaints.filter((text) => /^(a dialog|asks for)/.test(text));
    assert.deepEqual(loud, [], file);
  }
  await window.close();
});

start();
