/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mirror - a list kept as a public list of another Colporteur is
 *
 * What it takes is what anybody may have: the months' mboxes of the other site, with names and
 * without addresses. It follows: what is added there is filed here in the same threads, what is
 * changed there is put in the place of what was here, and what is withdrawn there is deleted here
 * for good, with a tombstone, until it is shown there again. What was withdrawn here stays so.
 *
 * Whatever breaks off, the next call goes on: a month is remembered when it has been taken whole.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 list;
    const char *url; /* the other list's page: http or https, "/" at its end */
    gboolean dry_run;
    gboolean allow_private; /* loopback and private networks too */
    /* Asked once, before anything is withdrawn: so many of `all`. FALSE with an error: not. */
    gboolean (*may_withdraw)(gint64 withdrawn, gint64 all, gpointer data, GError **error);
    void (*progress)(gint64 months, gint64 total, gpointer data);
    gpointer data;
} MirrorPlan;

typedef struct {
    gint64 months;  /* that the other list has */
    gint64 fetched; /* of which so many were not as remembered */
    gint64 filed;
    gint64 changed;   /* put in the place of what was here; those shown again with them */
    gint64 withdrawn; /* taken out because it was there */
    gint64 kept;      /* changed there, and withdrawn here: left alone */
    gint64 unsettled; /* months that changed while they were read: the next call looks again */
    gboolean is_same; /* the other site says that nothing has changed */
} MirrorResult;

/* Does so, or with dry_run says what it would do. ERROR_NOT_FOUND: there is no such public list;
 * ERROR_BAD_INPUT: what is there is no Colporteur's, or too much; the others are fetch/'s and the
 * store's. */
gboolean archive_mirror_sync(Store *store, const MirrorPlan *plan, MirrorResult *result,
                             GError **error);

/* --- for the files of it --- */

typedef struct {
    char name[8]; /* "2026-11" */
    gint32 posts;
    char version[65];
} MirrorMonth;

/* The lines that site/mirror.c writes, any bytes: an array of MirrorMonth. NULL and ERROR_BAD_INPUT
 * for anything else. g_array_unref(). */
GArray *mirror_months_read(const char *text, gsize size, GError **error);

typedef struct {
    char *month;
    char *place;
} MirrorGone;

/* Takes over a month that is not as remembered: files and changes; adds to `gone` what it has no
 * more. `settled` says that it was taken whole. */
gboolean mirror_month_take(Store *store, const MirrorPlan *plan, const MirrorMonth *month,
                           GPtrArray *gone, gboolean *settled, MirrorResult *result,
                           GError **error);

/* Adds to `gone` (of MirrorGone) all that came from a month that is there no more. */
gboolean mirror_month_gone(Store *store, gint64 list, const char *month, GPtrArray *gone,
                           GError **error);
MirrorGone *mirror_gone_new(const char *month, const char *place);
void mirror_gone_free(gpointer gone);
