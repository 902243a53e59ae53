// SPDX-License-Identifier: GPL-3.0-or-later
//
// script - suggestions of places while somebody types; the form does without them
'use strict';
const field = document.getElementById('territory');
const places = document.getElementById('suggestions');
let asked = 0;

field.addEventListener('input', async () => {
  const turn = ++asked;
  const typed = field.value.trim();
  if (typed.length < 2) return;
  const answer = await fetch(`/subscribe/places?q=${encodeURIComponent(typed)}`).catch(() => null);
  // What was typed since has its own answer.
  if (turn !== asked || !answer || !answer.ok) return;
  places.replaceChildren(...(await answer.json()).map((name) => {
    const option = document.createElement('option');
    option.value = name;
    return option;
  }));
});
