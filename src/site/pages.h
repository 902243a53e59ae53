/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pages - the pages of the site, one file each
 *
 * Each takes a visit whose route names it, asks the store, and renders; its address is in
 * site/route.h. ERROR_NOT_FOUND where what the address names is not there.
 */
#pragma once

#include "site/visit.h"

gboolean page_home(Visit *visit, GError **error);
gboolean page_list(Visit *visit, GError **error);
gboolean page_months(Visit *visit, GError **error); /* ?by=month */
gboolean page_period(Visit *visit, GError **error);
gboolean page_message(Visit *visit, GError **error);
gboolean page_thread(Visit *visit, GError **error);
gboolean page_editions(Visit *visit, GError **error);
gboolean page_edition(Visit *visit, GError **error);
gboolean page_contributions(Visit *visit, GError **error);
gboolean page_contribution(Visit *visit, GError **error);
gboolean page_territory(Visit *visit, GError **error);
gboolean page_interest(Visit *visit, GError **error);

/* An image of an edition, for letters that do not carry theirs; its name changes with its content.
 */
gboolean page_image(Visit *visit, GError **error);

/* Over all lists, or in visit->route.list. */
gboolean page_search(Visit *visit, GError **error);

/* GET shows a form; POST keeps what it holds, until its author confirms it by mail. */
gboolean page_contribute(Visit *visit, GError **error);

/* A form to ask to be on lists; POST takes it. */
gboolean page_subscribe(Visit *visit, GError **error);

/* The page that confirms it: GET shows a button, POST confirms. */
gboolean page_subscribe_confirm(Visit *visit, GError **error);

/* What somebody receives, behind the link of their letters; and a form to have that link sent. */
gboolean page_me(Visit *visit, GError **error);
gboolean page_me_link(Visit *visit, GError **error);

/* GET shows a button, POST erases whom the token names. */
gboolean page_erase(Visit *visit, GError **error);

/* GET shows a button, POST lets this browser read the private list that the token names. */
gboolean page_private(Visit *visit, GError **error);
/* GET shows a button, POST decides about a change of addresses. */
gboolean page_address(Visit *visit, GError **error);

/* Places that somebody may mean who types, as JSON. */
gboolean page_places(Visit *visit, GError **error);

/* GET shows a button and changes nothing; POST (a form, or RFC 8058) unsubscribes. */
gboolean page_unsubscribe(Visit *visit, GError **error);

/* Leads to where a link of an edition leads, and counts that. */
gboolean page_link(Visit *visit, GError **error);

/* Counters for Prometheus, for whom the setting allows them to. */
gboolean page_metrics(Visit *visit, GError **error);

/* A month or a thread as mbox, compressed; a post as a mail. */
gboolean page_mbox(Visit *visit, GError **error);
gboolean page_raw(Visit *visit, GError **error);

/* The months of a list and the state of each, for who mirrors it. */
gboolean page_mirror(Visit *visit, GError **error);

/* What tells one state of a month's mbox from another; NULL for a month without a post, or an
 * error. Free it. */
char *mirror_month_version(Visit *visit, gint64 from, gint64 to, GError **error);

/* Where something is that was not found, or that it was taken out (410). ERROR_NOT_FOUND where that
 * is not known either. */
gboolean page_elsewhere(Visit *visit, GError **error);

/* A file of a message. */
gboolean page_attachment(Visit *visit, GError **error);

gboolean page_sitemap(Visit *visit, GError **error);
