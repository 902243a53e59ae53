/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake - mails accepted while the server is busy, and filed when it can
 *
 * To file a mail in the archive costs the database many times what it costs to keep it. Where more
 * come in than can be filed, intake_take() decides about those that are handed in at the same time,
 * and makes what is accepted durable, with its decision, in one narrow table: one question and one
 * commit for all of them, and another where the answer was not the usual; intake_file_next() later
 * does for it what post_receive() would have done at once, and takes it out of there in the same
 * transaction: nothing is lost or there twice, whatever crashes. Only posts that are accepted go
 * this way. For what is decided about other mails (duplicates, replies, how many an author has)
 * they are on the list already.
 */
#pragma once

#include "list/intake-lists.h"
#include "list/post.h"

/* A mail to a list, on its way in. */
typedef struct {
    const Settings *settings; /* borrowed, as the three below */
    const char *sender;       /* of the envelope */
    const char *recipient;    /* the list's address */
    GBytes *raw;
    char *name; /* of the list, as the address has it */
    Mail *mail;
    PostFacts facts;
    gboolean settled;    /* what there is to say about it is said in the two below */
    PostVerdict verdict; /* message and mailing stay 0 */
    GError *refusal;     /* ERROR_REFUSED; NULL: taken, or rightly dropped */
} IntakePost;

/* Reads it; asks nobody. `name` is taken over. ERROR_BAD_INPUT for an empty mail. */
IntakePost *intake_post_new(const Settings *settings, const char *sender, const char *recipient,
                            char *name, GBytes *raw, GError **error);
void intake_post_free(IntakePost *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakePost, intake_post_free)

/* Decides about `n` posts as post_receive() would, in their order, and keeps what is accepted.
 * Those that are settled are safe, or refused, and stay so. About the others nothing has happened:
 * one that is to be held, or whose like came at this moment, or that is for a list which takes
 * none, or which is not as `lists` has it from before. Call post_receive() for each; the same on
 * failure, when one of them may have spoilt it for the others. No transaction may be open. Errors:
 * those of the store. */
gboolean intake_take(Store *store, IntakeLists *lists, IntakePost *const *posts, guint n,
                     GError **error);

/* Whether it is settled, and waits to be filed. */
gboolean intake_waits(const IntakePost *post);

/* Files the first that waits and nobody else is filing. `*found`: there was one, of `*size` bytes.
 * One that cannot be filed is put off, with what is wrong with it, or set aside for a person after
 * many times, and logged; those behind it do not wait. `careful`: it may be one that ended whoever
 * filed it before, so it is counted as begun beforehand, and set aside after a few times. Errors:
 * those of the store, and then nothing has happened. No transaction may be open. */
gboolean intake_file_next(Store *store, const Settings *settings, gboolean careful, gboolean *found,
                          gsize *size, GError **error);
