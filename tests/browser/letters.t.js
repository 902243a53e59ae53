// SPDX-License-Identifier: GPL-3.0-or-later
// The HTML part of letters, as a mail client with Chromium inside shows it: nothing that axe-core finds
// wrong in the light or in the dark, nothing wider than a telephone, no error of HTML that a mail
// client would care about; and the page where a coordinator looks at them, which says no more than it
// should. Pictures land in $BUILDDIR/screenshots.
'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test, start, source, program, load } = require('./lib/site');

const { HtmlValidate } = load('html-validate');
const golden = path.join(source, 'tests', 'golden');
const letters = fs.readdirSync(golden).filter((name) => name.endsWith('.html')).sort();

// Outlook places by width, align, cellpadding and the like, which pages do without.
const validate = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'no-deprecated-attr': 'off' } });

// Shows a letter, each in the same window: one of its own for each costs more than the look at it.
let shown;
async function show(site, html, { width = 600, scheme = 'light' } = {}) {
  if (!shown) {
    shown = { page: await (await site.browser.newContext()).newPage(), asked: [] };
    shown.page.on('request', (request) => { if (!/^(data|about):/.test(request.url())) shown.asked.push(request.url()); });
  }
  await shown.page.setViewportSize({ width, height: 900 });
  await shown.page.emulateMedia({ colorScheme: scheme });
  shown.asked.length = 0;
  await shown.page.setContent(html);
  return shown;
}

for (const name of letters) {
  const html = fs.readFileSync(path.join(golden, name), 'utf8');
  const stem = name.replace(/\.html$/, '');
  test(`${stem} is valid where mail clients care`, async () => {
    const report = await validate.validateString(html, name);
    const found = report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`));
    assert.deepEqual(found, []);
  });
  for (const scheme of ['light', 'dark']) {
    test(`${stem} is accessible, ${scheme}`, async (site) => {
      const { page, asked } = await show(site, html, { scheme });
      assert.equal(await site.judge(page, { colours: scheme === 'dark' }), '');
      assert.deepEqual(asked, []);
    });
    for (const width of [320, 600, 1200]) {
      test(`${stem} fits ${width} pixels, ${scheme}`, async (site) => {
        const { page } = await show(site, html, { width, scheme });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
        const column = await page.evaluate(() => document.querySelector('h1').getBoundingClientRect());
        assert.ok(column.width <= 600, `its column is ${column.width} pixels wide`);
        await site.picture(page, `${stem}-${width}-${scheme}`);
      });
    }
  }
}

// --- what "view in browser" leads to ---
for (const address of ['/editions/lettre/1/', '/editions/lettre/1/?lang=br', '/lettre/lettre-1%40lists.example.org/', '/editions/']) {
  test(`${address} is valid`, async (site) => {
    const { response, close } = await site.visit(address);
    const report = await new HtmlValidate({ extends: ['html-validate:standard'] }).validateString(await response.text(), address);
    const found = report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`));
    assert.equal(response.status(), 200);
    assert.deepEqual(found, []);
    await close();
  });
}

// --- the page of previews ---
const png = 'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAF0lEQVR42mMwaHAgCTGMahjVMKph5GoAAOQawAFxE+6MAAAAAElFTkSuQmCC';

async function served(site, visit) {
  const folder = path.join(site.directory, 'numero');
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'banc.png'), Buffer.from(png, 'base64'));
    fs.writeFileSync(path.join(folder, 'edition.md'), '---\ntitle: Un banc sous le tilleul\npreheader: Il attend que l’on s’y assoie.\n'
      + '---\nBonjour {{name|voisin·e}}.\n\n![Un banc](banc.png)\n');
    site.edition = site.command(['edition', 'new', 'lettre', folder]).trim();
    site.command(['edition', 'compose', site.edition]);
  }
  const server = spawn(program, [...site.options(), 'edition', 'preview', site.edition, '--serve'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  try {
    const url = await new Promise((resolve, reject) => {
      let log = '';
      const hear = (text) => {
        log += text;
        const found = /http:\/\/localhost:(\d+)\//.exec(log);
        if (found) resolve(`http://127.0.0.1:${found[1]}`);
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.on('exit', (status) => reject(new Error(`preview ended with ${status}: ${log}`)));
    });
    await visit(url);
  } finally {
    server.kill('SIGINT');
    assert.equal(await ended, 0);
  }
}

for (const scheme of ['light', 'dark']) {
  test(`the page of previews is accessible and whole, ${scheme}`, async (site) => {
    await served(site, async (url) => {
      const context = await site.browser.newContext({ viewport: { width: 1920, height: 1000 }, colorScheme: scheme, javaScriptEnabled: true });
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('request', (request) => { if (!request.url().startsWith(url)) complaints.push(`asks for ${request.url()}`); });
      await page.goto(`${url}/`);
      assert.equal(page.frames().length, 5);
      await site.picture(page, `previews-${scheme}`);
      // No image may be loaded in the fourth, and that is said; nothing else is.
      const loud = complaints.filter((text) => !(/\.png/.test(text) && /Content Security Policy/.test(text)));
      assert.deepEqual(loud, []);
      assert.equal(complaints.length, 1);
      assert.equal(await site.judge(page, { colours: scheme === 'dark' }), '');
      await context.close();
    });
  });
}

test('each frame of the page shows the letter as it says', async (site) => {
  await served(site, async (url) => {
    const context = await site.browser.newContext({ viewport: { width: 1400, height: 900 }, colorScheme: 'dark' });
    const page = await context.newPage();
    const seen = {};
    for (const view of ['desktop', 'phone', 'dark', 'plain']) {
      await page.goto(`${url}/1/${view}`);
      seen[view] = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor,
        document.querySelector('img').naturalWidth]).catch((error) => String(error));
    }
    assert.equal(seen.desktop[0], 'rgb(242, 240, 234)');
    assert.equal(seen.dark[0], 'rgb(18, 24, 28)');
    assert.equal(seen.desktop[1], 16);
    assert.equal(seen.plain[1], 0);
    await context.close();
  });
});

start();
