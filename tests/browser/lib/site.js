// SPDX-License-Identifier: GPL-3.0-or-later
//
// site.js - what browser tests share: TAP, a site of their own, a browser
//
//   const { test, start } = require('./lib/site');
//   test('a page has a title', async (site) => {
//     const { page } = await site.visit('/');
//     assert.equal(await page.title(), 'Colporteur');
//   });
//   start();
//
// The site is `serve web` over a private PostgreSQL that holds sample.sql, on a port of its own;
// everything ends with the test. Without the packages of package.json or without Chromium the
// test is skipped and says why.
'use strict';
const { createHmac } = require('node:crypto');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const source = path.resolve(process.env.SRCDIR || path.join(__dirname, '..', '..', '..'));
const build = path.resolve(process.env.BUILDDIR || path.join(source, 'build'));
const program = path.join(build, 'colporteur');
const screenshots = path.join(build, 'screenshots');
// The shell is the same browser without windows, which cost as much again as the pages.
const chromium = process.env.CHROMIUM || ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(fs.existsSync) || 'chromium';
const tests = [];

function skip(reason) {
  console.log(`1..0 # SKIP ${reason}`);
  process.exit(0);
}

function load(name) {
  try {
    return require(name);
  } catch {
    return skip(`${name} is not installed: run "npm ci" in tests/browser`);
  }
}

const playwright = load('playwright-core');
const axe = load('axe-core');
if (!fs.existsSync(chromium)) skip(`there is no ${chromium} (Debian: apt install chromium-headless-shell)`);

function test(name, run) {
  tests.push({ name, run });
}

class Site {
  constructor() {
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'browser.'));
    fs.chmodSync(this.directory, 0o755); // the unprivileged user walks through
    this.state = path.join(this.directory, 's');
    this.log = '';
    this.roles = [];
  }

  options() {
    return ['--state', this.state, '--set', `paths.data=${source}`, '--set', `paths.templates=${this.directory}/templates`,
      '--set', 'site.listen=127.0.0.1:0', '--set', 'site.url=https://lists.example.org', '--set', 'mail.domain=lists.example.org',
      '--set', 'site.name=Colporteur de Bretagne'];
  }

  // Runs a command of the program under test, with text on its standard input.
  command(args, input = '') {
    return execFileSync(program, [...this.options(), ...args], { input, encoding: 'utf8' });
  }

  // Asks PostgreSQL as its superuser; what psql prints.
  sql(...args) {
    const psql = process.env.PG_BINDIR ? path.join(process.env.PG_BINDIR, 'psql') : 'psql';
    return execFileSync(psql, ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-h', path.join(this.state, 'postgresql'),
      '-U', 'postgres', '-d', 'colporteur', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  // A token, made from its description in src/base/token.h: numbers in seven bits a byte.
  token(purpose, ...numbers) {
    const key = this.sql('-c', "SELECT encode(key, 'hex') FROM colporteur.token_key WHERE id = 1");
    const bytes = (n) => (n < 128n ? [Number(n)] : [Number(n & 127n) | 128, ...bytes(n >> 7n)]);
    const payload = Buffer.from([1, ...numbers.map(BigInt).flatMap(bytes)]);
    const size = ['unsubscribe', 'person', 'join', 'erase', 'address'].includes(purpose) ? 16 : 12;
    const mac = createHmac('sha256', Buffer.from(key, 'hex')).update(`${purpose}\0`).update(payload).digest();
    const bits = [...payload, ...mac.subarray(0, size)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return bits.match(/.{1,5}/g).map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five.padEnd(5, '0'), 2)]).join('');
  }

  // Starts a role, which ends with the site; where it listens, if it does.
  role(name, args = []) {
    const server = spawn(program, [...this.options(), ...args, 'serve', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.roles.push(server);
    return new Promise((resolve, reject) => {
      const hear = (text) => {
        this.log += text;
        const ready = new RegExp(`ready ROLE=${name}(?: LISTEN=(\\S+))?\\s`).exec(this.log);
        if (ready) resolve(ready[1]);
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.on('exit', (status) => reject(new Error(`serve ${name} ended with ${status}: ${this.log}`)));
    });
  }

  async open() {
    const env = { ...process.env, SRCDIR: source, BUILDDIR: build };
    execFileSync('sh', [path.join(source, 'tests/lib/state'), this.state], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    this.url = `http://${await this.role('web')}`;
    this.sql('-f', path.join(__dirname, '..', 'sample.sql'));
    this.browser = await playwright.chromium.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu',
      '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  }

  async close() {
    if (this.browser) await this.browser.close();
    for (const server of this.roles.filter((role) => role.exitCode === null && role.signalCode === null)) {
      const ended = new Promise((resolve) => server.on('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  // Opens an address in a window of its own. `complaints` gathers what the browser holds against
  // the page: what its policy forbids, errors, what it would load from elsewhere.
  async visit(address, { width = 1280, scheme = 'light', script = true, language = 'fr-FR' } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme,
      javaScriptEnabled: script, locale: language });
    const complaints = [];
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.url)) complaints.push(`asks for ${request.url()}`);
    });
    if (script) {
      await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
        (event) => console.log(`${event.violatedDirective} forbids ${event.blockedURI || 'inline'}`)));
    }
    const response = await page.goto(this.url + address);
    return { page, response, complaints, close: () => context.close() };
  }

  // What axe-core finds wrong: "rule: element", a line each. Of a page judged before that is shown
  // in other colours, `colours` are enough.
  async judge(page, { colours = false } = {}) {
    if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe.source);
    const found = await page.evaluate((only) => window.axe.run(document, {
      preload: false, // it would fetch the style sheet by script, which the page's policy forbids
      runOnly: only,
    }), colours ? ['color-contrast', 'link-in-text-block'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`)).join('\n');
  }

  async picture(page, name) {
    fs.mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
  }
}

async function start() {
  const site = new Site();
  let failed = 0;
  try {
    await site.open();
    console.log(`1..${tests.length}`);
    for (const [i, { name, run }] of tests.entries()) {
      try {
        await run(site);
        console.log(`ok ${i + 1} - ${name}`);
      } catch (error) {
        failed++;
        console.log(`not ok ${i + 1} - ${name}`);
        console.log(String(error.stack || error).replace(/^/gm, '# '));
      }
    }
    if (failed) console.log(site.log.replace(/^/gm, '# '));
  } catch (error) {
    console.log(`Bail out! ${String(error.stack || error).replace(/\n/g, ' ')}`);
    failed++;
  }
  await site.close();
  process.exitCode = failed ? 1 : 0;
}

module.exports = { test, start, source, program, load };
