/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - what is wrong with a list, or soon will be
 */
#pragma once

#include "base/settings.h"

#include "list/list.h"

typedef enum {
    DOCTOR_ERROR,   /* mail is lost, refused or waits for nobody */
    DOCTOR_WARNING, /* somebody should look */
    DOCTOR_NOTE     /* worth knowing */
} DoctorLevel;

typedef struct {
    DoctorLevel level;
    const char *fault; /* a word for programs, such as "no-keeper"; a constant */
    char *words;       /* a sentence without full stop */
    const char *hint;  /* what to do; a constant */
} DoctorFinding;

/* "error", "warning", "note". */
const char *doctor_level_word(DoctorLevel level);

void doctor_finding_free(gpointer finding);

/* What the database, the rules, the family and the DNS say of the list: of DoctorFinding, worst
 * first; g_ptr_array_unref(). Changes nothing. NULL for errors of the store. */
GPtrArray *doctor_look(Store *store, const Settings *settings, const List *list, GError **error);

/* Adds to `findings` which of the list's addresses the LMTP role refuses, and which are unknown to
 * the mail server that mail is handed to, as where its map of lists is missing or old; one that
 * answers neither yes nor no (5.1.x, RFC 3463) says nothing. That nobody listens for LMTP is
 * written to *away, once true that is not tried. Sends no mail. */
void doctor_reach(const Settings *settings, const List *list, GPtrArray *findings, gboolean *away);

/* For doctor_look(): of the site's own mails those that are broken, ask for what nothing sets or
 * replace nothing, and whether the audience that the list is open to is understood. Errors of the
 * store, and those of template_set_open(). */
gboolean doctor_words(Store *store, const Settings *settings, const List *list, GPtrArray *findings,
                      GError **error);

/* For those above: adds a finding. */
void doctor_say(GPtrArray *findings, DoctorLevel level, const char *fault, const char *hint,
                const char *format, ...) G_GNUC_PRINTF(5, 6);
