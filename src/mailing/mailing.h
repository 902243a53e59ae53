/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailing - one thing to deliver to many: fill the ledger
 *
 * Each function runs inside the transaction its caller has open: what is sent and that it is to be
 * sent become true together, and the deliver role wakes when the transaction commits.
 *
 * The ledger has one row a recipient. Nobody is twice in one mailing. A mailing that concerns
 * nobody is started all the same and finishes by itself.
 */
#pragma once

#include "store/store.h"

/* An edition, to each confirmed subscriber of the list but with delivery "none" whom `audience`
 * selects (NULL: all of them). `mailing` and `total` (each may be NULL) get its number and how many
 * it goes to. Errors: those of the store; a list or edition that does not exist is ERROR_CONFLICT.
 */
gboolean mailing_start_edition(Store *store, gint64 edition, gint64 list,
                               const AudienceSql *audience, gint64 *mailing, gint64 *total,
                               GError **error);

/* A post, to each confirmed subscriber of the list with delivery "each", its author included, and
 * of those with "important" to whom its thread is that; for those with "digest" it waits. Those
 * whom it reaches through other lists (sql/schema/0177) are in mailings of theirs, begun with it;
 * `mailing` gets that of the list itself, `total` how many get it now in all. */
gboolean mailing_start_post(Store *store, gint64 message, gint64 list, gint64 *mailing,
                            gint64 *total, GError **error);

/* A post once more, to those alone to whom it has become important and who did not get it; the rest
 * as above. */
gboolean mailing_start_important(Store *store, gint64 message, gint64 list, gint64 *mailing,
                                 gint64 *total, GError **error);

/* Digests, for who is due one on any list: their waiting posts become mailings, one for all readers
 * of the same posts; each list is one statement. `zone` is the time zone of who has said none.
 * `mailings` and `readers` (each may be NULL) get how many. */
gboolean mailing_start_digests(Store *store, const char *zone, gint64 *mailings, gint64 *readers,
                               GError **error);

/* A whole mail of ours, CRLF, 7 bits, To already in it, to addresses that need not be subscribers:
 * a robot's answer, a note to owners. It goes out under the null sender, so that nothing answers
 * it and it cannot loop. `list` is whom it speaks for; 0: none. Without any address nothing is
 * started. ERROR_CONFLICT when an address holds a blank or a control character. */
gboolean mailing_start_notice(Store *store, gint64 list, GBytes *content,
                              const char *const *addresses, GError **error);

/* The same to one subscriber of the list, under a return path of its own, so that it is known when
 * it comes back; their score waits for that (mailing/bounce-score.h). */
gboolean mailing_start_probe(Store *store, gint64 list, gint64 subscriber, GBytes *content,
                             GError **error);

typedef struct {
    gint64 queued;
    gint64 claimed;
    gint64 sent;
    gint64 failed;
    gint64 unknown;
    gint64 total; /* what the ledger was filled with */
} MailingCounts;

/* How far a mailing is, counted from the ledger itself. ERROR_NOT_FOUND. */
gboolean mailing_counts(Store *store, gint64 mailing, MailingCounts *counts, GError **error);
