/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-recognise - what is known of a mail to a list before anything is decided */
#pragma once

#include "mime/mail.h"
#include "store/store.h"

#include "list/list.h"

typedef enum {
    STANDING_ANONYMOUS,   /* From names no address */
    STANDING_STRANGER,    /* not a subscriber, or not on this list */
    STANDING_UNCONFIRMED, /* asked to be, and has not confirmed */
    STANDING_LEFT,        /* was on it */
    STANDING_CONFIRMED
} PostStanding;

typedef struct {
    ListKind kind;
    gboolean null_sender;
    gboolean loop;       /* this list has distributed it before */
    gboolean oversized;  /* headers over what we pass on */
    gboolean duplicate;  /* the same is on the list: same Message-ID, same body */
    gboolean auto_reply; /* a program's answer: out of office, delivery report */
    gboolean automatic;  /* sent by a program or passed on by another list */
    gboolean is_reply;   /* refers to something in this list's archive */
    PostStanding standing;
    gint64 subscriber; /* who wrote it, whatever their standing; 0 for nobody known */
} PostFacts;

/* Looks at `mail` (parsed from the CRLF form of `raw`) as written to `list` under envelope sender
 * `sender` ("" or NULL: null sender). Changes nothing. Errors: those of the store. */
gboolean post_recognise(Store *store, const List *list, const char *sender, const Mail *mail,
                        GBytes *raw, PostFacts *facts, GError **error);

/* Holds off other copies of the same mail to the same list until the open transaction ends. */
gboolean post_lock(Store *store, const List *list, const Mail *mail, GBytes *raw, GError **error);

const char *post_standing_word(PostStanding standing);
