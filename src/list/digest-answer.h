/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest-answer - which post somebody means who answers a whole digest
 *
 * A mail program that answers a digest and not one of the mails in it names the digest, which is
 * in no archive. Its Message-ID has the name and domain that the list has or had. The post that is
 * meant is the one whose Message-ID or link stands alone among those of the digest in what was
 * written and quoted, else the newest whose subject the answer has, else the only one there is. An
 * answer that says none and has the digest's own subject would open a thread that tells nobody what
 * it is about. A subject of its own opens one.
 */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"

#include "list/list.h"

typedef struct {
    char *digest;        /* Message-ID of the digest that is answered; NULL: none, as is the rest */
    char *message_id;    /* of the post that is meant; NULL: none that can be told */
    gboolean is_unclear; /* it answers a digest, and nobody can tell what of it */
} DigestAnswer;

/* Whether it may answer a digest of some list, by its headers alone: nothing is asked. */
gboolean digest_answer_may_be(const Mail *mail);

/* Fills `out`, clear it with digest_answer_clear() (or g_auto). `mail` may be any that is written
 * to `list`; no more than its headers are looked at where it answers no digest. */
gboolean digest_answer_find(Store *store, const Settings *settings, const List *list,
                            const Mail *mail, DigestAnswer *out, GError **error);
void digest_answer_clear(DigestAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DigestAnswer, digest_answer_clear)
