/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hide - what the archive must not show: mail addresses, and readers' own links */
#pragma once

/* `text` (UTF-8, plain or HTML) with mail addresses made unreadable for harvesters: "a…@…" is
 * what a person sees, the first letter only of the local part and nothing of the domain. Paths of
 * links (https://example.org/@name, https://example.org/list/id@host/) stay whole, since a link is
 * worth nothing otherwise; what stands in a query or before the host of one is hidden like the
 * rest. Doing it twice changes nothing. Linear in size; cannot fail. Free it. */
char *archive_hide_addresses(const char *text);

/* HTML as html_clean() writes it, without its mailto: links; their text stays, and is for
 * archive_hide_addresses(). g_free(). */
char *archive_hide_mailto(const char *html);

/* `text` without the tokens of pages that they open (/u/TOKEN, /me/TOKEN and so on), of mails that
 * leave a list (?subject=TOKEN) and of addresses that prove who writes (-confirm+TOKEN): people
 * quote letters whole when they answer, and whoever reads such a link could leave in their name.
 * Free it. */
char *archive_hide_tokens(const char *text);
