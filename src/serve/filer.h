/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filer - the thread of the lmtp role that files what was accepted while it was busy
 *
 * The rule: a mail is filed before its 250 unless more mails are being taken at this moment than
 * the machine has processors, or some that came before it still wait to be filed. Then it is kept
 * with what was decided (list/intake.h), answered, and filed here, in the order of arrival. While
 * there is a crowd nothing is filed until the first that waits has waited ten seconds; from then on
 * until none waits the filer leaves nine tenths of its time to the crowd, and less the more waits.
 * It leaves it nothing once half of what may wait does. Once MOST_WAITING bytes wait, mails are filed before their 250
 * again, so that whoever sends slows down to what can be filed.
 *
 * It is woken by each mail it gets. What waits is counted in the database, at start, before any may
 * wait, and every few seconds while some do: so what other processes keep counts too, and what one
 * of them left behind is found, at the latest within a minute.
 */
#pragma once

#include "base/settings.h"

typedef struct Filer Filer;

/* Starts it. Both must outlive it. */
Filer *filer_new(const Settings *settings, const char *state);

/* A mail is being taken; whether it may be filed later. Then call filer_took(). */
gboolean filer_may_wait(Filer *filer);

/* It was taken, or not; `waits`: its `size` bytes are to be filed. */
void filer_took(Filer *filer, gsize size, gboolean waits);

/* Whether more mails were being taken than the machine has processors, a moment ago. */
gboolean filer_has_crowd(Filer *filer);

/* Files no more, ends the thread and frees. What waits is found again at the next start. */
void filer_stop(Filer *filer);
