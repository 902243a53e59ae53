// SPDX-License-Identifier: GPL-3.0-or-later
// The archive of a private list: nothing anywhere tells that it is there; a link by mail opens it in
// the browser that has it, for as long as its reader is on the list, and in no other.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test, start } = require('./lib/site');

const member = 'maud@example.org';
const traces = /zinc|bureau/i;

const mbox = `From x@example.org Sun Mar  1 10:00:00 2026
From: Zincou <zincou@example.org>
Message-ID: <zinc@example.org>
Date: Sun, 1 Mar 2026 10:00:00 +0000
Subject: Zincpost
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Zinctexte, entre nous.
--x
Content-Type: text/csv; name=compte.csv
Content-Disposition: attachment; filename=compte.csv

zinc;12
--x--

From x@example.org Sun Mar  1 10:00:00 2026
From: Erwan <erwan@example.org>
Message-ID: <reply@example.org>
In-Reply-To: <zinc@example.org>
Date: Sun, 1 Mar 2026 11:00:00 +0000
Subject: Re: Zincpost

Zinctexte vu.

`;

function prepare(site) {
  if (site.isPrepared) return;
  site.isPrepared = true;
  site.command(['list', 'create', 'bureau', '--kind', 'discussion', '--title', 'Le bureau', '--private', '--owner', 'chef@example.org']);
  site.command(['subscriber', 'add', member, '--name', 'Maud']);
  site.command(['list', 'subscribe', 'bureau', member]);
  const file = path.join(site.directory, 'bureau.mbox');
  fs.writeFileSync(file, mbox);
  site.command(['archive', 'import', 'bureau', file]);
  // The private list is about what public ones are about, so that their pages could show it.
  site.sql('-c', `SET search_path = colporteur, public;
    INSERT INTO list_interest SELECT l.id, i.id FROM list l, interest i WHERE l.name = 'bureau' AND i.slug = (SELECT slug FROM interest ORDER BY id LIMIT 1);
    INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t WHERE l.name = 'bureau' AND t.code = '29';
    SELECT search_words_refresh()`);
}

async function text(site, address, headers = {}) {
  const response = await fetch(site.url + address, { headers, redirect: 'manual' });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()).toString('latin1') };
}

test('no page, feed, file, search, facet or suggestion tells of a private list', async (site) => {
  prepare(site);
  const interest = site.sql('-c', 'SELECT slug FROM colporteur.interest ORDER BY id LIMIT 1');
  for (const address of ['/', '/new.atom', '/feed.json', '/sitemap.xml', '/subscribe', '/editions/', '/contributions/',
    `/interests/${interest}/`, '/territories/29/', `/interests/${interest}/new.atom`, '/territories/29/new.atom']) {
    const { status, body } = await text(site, address);
    assert.ok(status === 200 || status === 404, `${address}: ${status}`);
    assert.doesNotMatch(body, traces, address);
  }
  for (const query of ['entre nous', 'from:Erwan', 'subject:post', 'after:2026-03-01 before:2026-03-02', 'has:attachment', 'nous list:mobilites']) {
    for (const order of ['', '&order=newest']) {
      const { status, body } = await text(site, `/?q=${encodeURIComponent(query)}${order}`);
      assert.equal(status, 200, query);
      assert.doesNotMatch(body, traces, query);
    }
  }
  // The answer to what names it differs in nothing from that to what nobody ever wrote.
  for (const [asked, other] of [['zinctexte', 'quxtexxxe'], ['zinctextte', 'quxtextxxe'], ['from:Zincou', 'from:Quxxou'], ['mot list:bureau', 'mot list:bxxxau']]) {
    const found = (await text(site, `/?q=${encodeURIComponent(asked)}`)).body;
    const nothing = (await text(site, `/?q=${encodeURIComponent(other)}`)).body;
    const word = (query) => query.replace(/.*:|mot /, '');
    assert.equal(found.replaceAll(encodeURIComponent(asked), '').replaceAll(asked, '').replaceAll(word(asked), ''),
      nothing.replaceAll(encodeURIComponent(other), '').replaceAll(other, '').replaceAll(word(other), ''), asked);
    assert.doesNotMatch((await text(site, `/new.atom?q=${encodeURIComponent(asked)}`)).body, /zinc%40|Zincpost/, asked);
  }
});

test('what is under a private list is missing as what is under none', async (site) => {
  prepare(site);
  for (const address of ['', '?by=month', '?q=nous', '2026/03/', '2026/03/01/', '2026-03.mbox.gz', '2026-03.sitemap.xml', 'new.atom', 'feed.json',
    'zinc%40example.org/', 'zinc%40example.org/t/', 'zinc%40example.org/T/', 'zinc%40example.org/raw', 'zinc%40example.org/t.mbox.gz',
    'zinc%40example.org/t.atom', 'zinc%40example.org/2-compte.csv']) {
    const [there, nowhere] = [await text(site, `/bureau/${address}`), await text(site, `/nulpart/${address}`)];
    assert.equal(there.status, 404, address);
    assert.deepEqual({ ...there, body: there.body.replaceAll('bureau', 'nulpart') }, nowhere, address);
  }
  const hash = site.sql('-c', "SELECT short_hash FROM colporteur.message WHERE message_id = 'zinc@example.org'");
  assert.equal((await text(site, `/h/${hash}`)).status, 404);
});

// The link in the mail that comes when a member asks for it.
async function link(site) {
  const outbox = path.join(site.directory, 'outbox');
  fs.mkdirSync(outbox);
  fs.chmodSync(outbox, 0o777);
  await site.role('clock', ['--set', 'clock.interval=1']);
  site.command(['deliver', '--sender', member, 'bureau-request@lists.example.org'],
    `From: <${member}>\r\nTo: bureau-request@lists.example.org\r\nMessage-ID: <ask@example.org>\r\nSubject: archive\r\n\r\n\r\n`);
  for (const end = Date.now() + 15000; Date.now() < end;) {
    site.command(['--set', 'mail.outlet=maildir', '--set', `mail.maildir=${outbox}`, 'serve', 'deliver', '--once']);
    const mails = execFileSync('sh', ['-c', `cat $(find "${outbox}" -type f) /dev/null`], { encoding: 'utf8' });
    const found = /https:\/\/lists\.example\.org(\/archive\/[a-z2-7]+)/.exec(mails.replace(/=\r?\n/g, ''));
    if (found) return found[1];
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail('no link came');
}

test('a link by mail opens it in one browser, until its reader leaves the list', async (site) => {
  prepare(site);
  const { page, complaints, close } = await site.visit(await link(site));
  assert.equal((await page.context().cookies()).length, 0, 'looking at the link opens nothing');
  await page.getByRole('button', { name: 'Ouvrir l’archive' }).click();
  assert.ok(page.url().endsWith('/bureau/'), page.url());
  assert.equal(await page.evaluate(() => document.cookie), '', 'no script reads what opens it');
  await page.getByRole('link', { name: 'Zincpost' }).first().click();
  assert.match(await page.textContent('main'), /Zinctexte, entre nous/);
  assert.equal(await site.judge(page), '');
  await page.goto(`${site.url}/bureau/?q=zinctexte`);
  assert.equal(await page.locator('.title a, a.title, h2 a').filter({ hasText: 'Zincpost' }).count(), 2);
  // The browser's cookie is for HTTPS: what asks outside of its pages says it itself.
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const address of ['2026/03/', 'zinc%40example.org/t/', 'new.atom', 'zinc%40example.org/2-compte.csv']) {
    const response = await fetch(`${site.url}/bureau/${address}`, { headers: { cookie } });
    assert.equal(response.status, 200, address);
    assert.match(response.headers.get('cache-control'), /private, no-store/, address);
  }
  // What is everybody's stays so, even for who has it open.
  for (const address of ['/', '/?q=zinctexte', '/new.atom', '/sitemap.xml']) {
    const { body } = await text(site, address, { cookie });
    assert.doesNotMatch(body.replaceAll('zinctexte', ''), traces, address);
  }
  assert.equal(complaints.filter((line) => !/404/.test(line)).join('\n'), '');
  const other = await site.visit('/bureau/');
  assert.equal(other.response.status(), 404, 'another browser sees nothing');
  await other.close();
  site.command(['list', 'unsubscribe', 'bureau', member]);
  assert.equal((await page.goto(`${site.url}/bureau/`)).status(), 404, 'who left the list reads it no more');
  await close();
});

start();
