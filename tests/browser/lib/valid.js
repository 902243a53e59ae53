// SPDX-License-Identifier: GPL-3.0-or-later
// Whether pages are valid: html-validate says it of each, the Nu Html Checker of all at once, since
// Java takes a second to start. contrib/check installs both; who has not is told how.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { load } = require('./site');

const { HtmlValidate } = load('html-validate');
const jar = load('vnu-jar');
// As the pages are written: without a slash at the end of empty elements, quoted, a line each.
const validate = new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:document'], rules: {
  'doctype-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off', 'no-raw-characters': 'off',
  'require-sri': 'off', 'form-dup-name': 'off', 'prefer-tbody': 'off', 'no-inline-style': 'error' } });

// What html-validate finds wrong with a page, a text each.
async function mistakes(name, html) {
  const report = await validate.validateString(html, name);
  return report.results.flatMap((r) => r.messages.map((m) => `${name}:${m.line}: ${m.ruleId}: ${m.message}`));
}

// What the Nu Html Checker finds wrong with pages, an object of HTML by name; it is given them as
// files in a new `folder`.
function nuMistakes(folder, pages) {
  fs.mkdirSync(folder);
  for (const [name, html] of Object.entries(pages)) fs.writeFileSync(path.join(folder, `${name}.html`), html);
  const found = spawnSync('java', ['-jar', jar, '--errors-only', '--format', 'text', folder], { encoding: 'utf8' });
  if (found.error) throw new Error(`${found.error.message}: install Java (Debian: default-jre-headless)`);
  return found.status === 0 ? '' : found.stderr.replaceAll(`file:${folder}/`, '');
}

module.exports = { mistakes, nuMistakes };
