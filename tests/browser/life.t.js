// SPDX-License-Identifier: GPL-3.0-or-later
// The whole life of a subscriber: join on a phone without JavaScript, confirm by the link of the mail,
// receive, live elsewhere, take a break, leave as a mail program does, undo, see what is known, be
// erased; then a dump of the database has nothing of them but the tombstone. Mail comes in by LMTP and
// goes out by SMTP, through the roles that do it.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { test, start, source } = require('./lib/site');

const phone = { width: 390, script: false };
const address = 'bleunvenn.kerzoncuf@example.net';
const traces = /bleunvenn|kerzoncuf/i;

async function until(what, condition) {
  for (const end = Date.now() + 15000; Date.now() < end;) {
    const found = condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return assert.fail(`no ${what} within 15 seconds`);
}

// What took mail out of `serve deliver` so far, parts joined and decoded as a reader's program shows them.
const read = `import email, email.policy, glob, json, os, sys
found = []
for path in sorted(glob.glob(sys.argv[1] + "/*.eml"), key=lambda path: int(os.path.basename(path)[:-4])):
    message = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    text = "\\n".join(p.get_content() for p in message.walk() if p.get_content_type() in ("text/plain", "application/json") and isinstance(p.get_content(), str))
    found.append({"to": open(path[:-3] + "rcpt").read().split(), "subject": str(message["Subject"]), "leave": str(message["List-Unsubscribe"]),
                  "click": str(message["List-Unsubscribe-Post"]), "text": text})
print(json.dumps(found))`;

class Mail {
  async open(site) {
    this.posts = 0;
    this.directory = path.join(site.directory, 'mail');
    fs.mkdirSync(this.directory);
    const server = net.createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    this.sink = spawn('python3', [path.join(source, 'tests/lib/smtp-sink.py'), String(port), this.directory], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.socket = path.join(site.directory, 'lmtp');
    await site.role('lmtp', ['--set', `lmtp.listen=unix:${this.socket}`]);
    await site.role('deliver', ['--set', `mail.smarthost=127.0.0.1:${port}`, '--set', 'mail.starttls=no']);
    await site.role('clock', ['--set', 'clock.interval=3600']);
  }

  close() {
    if (this.sink) this.sink.kill();
  }

  sent() {
    return JSON.parse(execFileSync('python3', ['-c', read, this.directory], { encoding: 'utf8' }));
  }

  // The first mail to somebody whose subject holds these words; waits for it.
  comes(words, to = address) {
    return until(`mail "${words}" to ${to}`, () => this.sent().find((mail) => mail.to.includes(to) && mail.subject.includes(words)));
  }

  // Writes to the list as a mail server hands it in.
  post(from, subject) {
    execFileSync('python3', ['-c', 'import smtplib, sys\nsmtplib.LMTP(sys.argv[1]).sendmail(sys.argv[2], [sys.argv[3]], sys.argv[4].encode())',
      this.socket, from, 'mobilites@lists.example.org',
      `From: Enora <${from}>\r\nTo: mobilites@lists.example.org\r\nSubject: =?utf-8?b?${Buffer.from(subject).toString('base64')}?=\r\nMessage-ID: <${++this.posts}.life@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÀ tous.\r\n`]);
  }
}

function link(mail, page) {
  const found = new RegExp(`https://lists\\.example\\.org(/${page}/[a-z2-7]+)`).exec(mail.text);
  assert.ok(found, `no /${page}/ in: ${mail.text}`);
  return found[1];
}

// Lines of a dump of everything that tell of them, also where bytes are hexadecimal and mails in base64.
function told(site) {
  const program = process.env.PG_BINDIR ? path.join(process.env.PG_BINDIR, 'pg_dump') : 'pg_dump';
  const dump = execFileSync(program, ['-h', path.join(site.state, 'postgresql'), '-U', 'postgres', 'colporteur'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  assert.match(dump, /^-- PostgreSQL database dump complete$/m);
  const bytes = (line) => (line.match(/(?:[0-9a-f]{2}){16,}/g) || []).map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
  const mails = (text) => (text.match(/[A-Za-z0-9+/]{40,}(?:\r?\n[A-Za-z0-9+/]+)*/g) || []).map((code) => Buffer.from(code, 'base64').toString('latin1'));
  return dump.split('\n').filter((line) => {
    const texts = [line, ...bytes(line)];
    return texts.some((text) => traces.test(text) || traces.test(text.replace(/=\r?\n/g, ''))) || texts.flatMap(mails).some((text) => traces.test(text));
  });
}

test('a subscriber joins, lives, leaves, comes back and is forgotten', async (site) => {
  const mail = new Mail();
  try {
    await mail.open(site);
    await life(site, mail);
  } finally {
    mail.close();
  }
});

async function life(site, mail) {
  const other = 'enora@example.net';
  site.command(['list', 'subscribe', 'mobilites', other]);
  const about = (what) => site.sql('-c', `SELECT ${what} FROM colporteur.subscriber s JOIN colporteur.address a ON a.subscriber = s.id
    LEFT JOIN colporteur.subscription u ON u.subscriber = s.id WHERE a.address_key = '${address}'`);

  let { page, close } = await site.visit('/subscribe?list=mobilites', phone);
  await page.fill('#address', address);
  await page.fill('#territory', 'Brest');
  await page.waitForTimeout(2100); // who is faster is no human
  await page.getByRole('button', { name: 'M’abonner' }).click();
  assert.equal(await page.textContent('h1'), 'Regardez votre boîte aux lettres');
  await close();
  const ask = await mail.comes('');
  ({ page, close } = await site.visit(link(ask, 'subscribe'), phone));
  assert.equal(about('u.state'), 'unconfirmed', 'looking confirms nothing');
  await page.getByRole('button', { name: 'Oui, m’abonner' }).click();
  assert.equal(await page.textContent('h1'), 'Bienvenue');
  await close();
  assert.equal(about('u.state'), 'confirmed');
  const me = link(await until('welcome', () => mail.sent().filter((m) => m.to.includes(address))[1]), 'me');
  site.command(['subscriber', 'set', address, '--name', 'Bleunvenn Kerzoncuf']);

  mail.post(other, 'Bonjour');
  const letter = await mail.comes('Bonjour');
  assert.match(letter.text, /À tous\./);
  assert.equal(letter.click, 'List-Unsubscribe=One-Click');
  const leave = /<https:\/\/lists\.example\.org(\/u\/[a-z2-7]+)>/.exec(letter.leave)[1];

  ({ page, close } = await site.visit(me, phone));
  const places = `(SELECT string_agg(code, ' ') FROM colporteur.territory WHERE id = ANY (s.territories))`;
  assert.equal(about(places), '29019');
  await page.uncheck('#keep-29019');
  await page.fill('#territory', 'Morbihan');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  assert.match(await page.textContent('.done, .mistakes'), /enregistré/);
  assert.equal(about(places), '56');
  await page.fill('#from', '2026-01-01');
  await page.fill('#until', '2036-01-01');
  await page.getByRole('button', { name: 'Faire cette pause' }).click();
  assert.equal(about('s.break_from'), '2026-01-01');
  mail.post(other, 'Pendant la pause');
  await mail.comes('Pendant la pause', other);
  await page.getByRole('button', { name: 'Reprendre dès maintenant' }).click();
  assert.equal(about('s.break_from IS NULL'), 't');
  await close();

  // As Gmail does (RFC 8058): no cookie, no redirect.
  const answer = execFileSync('curl', ['-s', '-i', '-A', 'Mozilla/5.0 (compatible; Googlebot-Unsubscribe)', '-d', letter.click, site.url + leave], { encoding: 'utf8' });
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.doesNotMatch(answer, /^(Location|Set-Cookie):/im);
  assert.notEqual(about('u.state'), 'confirmed');
  await mail.comes('quitté');
  mail.post(other, 'Après le départ');
  await mail.comes('Après le départ', other);
  ({ page, close } = await site.visit(leave, phone));
  await page.locator('button[value="undo"]').click();
  assert.equal(about('u.state'), 'confirmed');
  await close();
  mail.post(other, 'De retour');
  await mail.comes('De retour');

  ({ page, close } = await site.visit(me, phone));
  const before = mail.sent().length;
  await page.getByRole('button', { name: 'M’envoyer tout' }).click();
  const known = await until('mail of what is known', () => mail.sent().slice(before).find((m) => m.to.includes(address)));
  assert.match(known.text, /"Bleunvenn Kerzoncuf"/);
  assert.match(known.text, /"Morbihan"/);
  await page.getByRole('button', { name: 'M’effacer' }).click();
  const last = await until('mail to erase by', () => mail.sent().slice(before).find((m) => /\/erase\//.test(m.text)));
  await close();
  ({ page, close } = await site.visit(link(last, 'erase'), phone));
  assert.notDeepEqual(told(site), [], 'the dump tells of who is known');
  await page.getByRole('button', { name: 'Oui, m’effacer' }).click();
  assert.equal(await page.textContent('h1'), 'C’est fait');
  await close();
  assert.equal(site.sql('-c', 'SELECT count(*) FROM colporteur.tombstone'), '1');
  // The last mail to them leaves nothing once it is out; the clock looks after that when it is woken.
  await mail.comes('vous êtes effacé·e');
  await until('nothing of the last mail', () => {
    site.sql('-c', 'NOTIFY letter');
    return site.sql('-c', 'SELECT count(*) FROM colporteur.erased_letter') === '0';
  });
  assert.deepEqual(told(site).map((line) => line.slice(0, 300)), []);
  mail.post(other, 'Sans vous');
  await mail.comes('Sans vous', other);
  const got = mail.sent().filter((m) => m.to.includes(address)).map((m) => m.subject).join('\n');
  assert.doesNotMatch(got, /Pendant la pause|Après le départ|Sans vous/);
  assert.equal(got.split('\n').length, 8, got);
}

start();
