/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-recognise - what is known of a mail to a list before anything is decided */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"
#include "store/store.h"

#include "list/list.h"
#include "list/post-verdict.h"

typedef enum {
    STANDING_ANONYMOUS,   /* From names no address, or several and none for sure */
    STANDING_STRANGER,    /* not a subscriber, or not on this list */
    STANDING_UNCONFIRMED, /* asked to be, and has not confirmed */
    STANDING_LEFT,        /* was on it */
    STANDING_CONFIRMED
} PostStanding;

/* What moderators decided of a member. */
typedef enum { POSTING_RULES, POSTING_TRUSTED, POSTING_WATCHED, POSTING_MUTED } PostPosting;

typedef struct {
    gboolean null_sender;
    gboolean loop;       /* this list has distributed it before, or it went round and round */
    gboolean oversized;  /* headers over what we pass on */
    gboolean two_froms;  /* more than one From field (RFC 5322, 3.6) */
    gboolean banned;     /* its author or sender is */
    gboolean duplicate;  /* the same is on the list: same Message-ID, same body */
    gboolean repeated;   /* or under another one: same author, date, subject and body */
    gboolean auto_reply; /* a program's answer: out of office, delivery report */
    gboolean automatic;  /* sent by a program or passed on by another list */
    gboolean of_digest;  /* answers a digest, and nobody can tell which post in it */
    gboolean is_reply;   /* refers to something in this list's archive */
    gboolean empty;      /* nothing of the author's own in it */
    gboolean command;    /* written to the robot, by its words */
    PostVerdictHeaders verdict;
    PostStanding standing;
    PostPosting posting;
    gboolean is_owner;
    gboolean is_moderator;
    gint64 subscriber; /* who wrote it, whatever their standing; 0 for nobody known */
    gint64 posts;      /* how many of theirs this list has, up to a hundred */
    gsize size;        /* bytes */
    guint recipients;  /* in To and Cc */
    char *author;      /* address in From, folded; NULL for none that can be */
    GBytes *print;     /* what it is known again by; NULL where nothing tells it from another */
    char *message_id;  /* that it is filed under */
    char **refers_to;  /* Message-IDs */
    char **patterns;   /* which of them banned would mean that it is, NULL-terminated */
    char *own_text;    /* what its author wrote, see post_own_text() */
    gboolean attached; /* something else than text is in it */
    const Settings *settings; /* borrowed */
    const Mail *mail;         /* borrowed */
    GBytes *raw;              /* borrowed */
} PostFacts;

/* What can be told from `mail` (parsed from the CRLF form of `raw`), under envelope sender `sender`
 * ("" or NULL: null sender), whichever list it is for. `facts` borrows the mail and `raw`; clear it
 * with post_facts_clear() (or g_auto). */
void post_look(const Settings *settings, const char *sender, const Mail *mail, GBytes *raw,
               PostFacts *facts);

/* What can be told of a mail that was looked at from its being written to `list`, asking nobody:
 * post_ask() (post-ask.h) does it too. */
void post_look_for(const List *list, PostFacts *facts);

/* All that can be told of one mail, post_ask() included; `facts` is written on success only. */
gboolean post_recognise(Store *store, const Settings *settings, const List *list,
                        const char *sender, const Mail *mail, GBytes *raw, PostFacts *facts,
                        GError **error);
void post_facts_clear(PostFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostFacts, post_facts_clear)

/* Remembers what was posted, to know it again. */
gboolean post_remember(Store *store, const List *list, const PostFacts *facts, GError **error);

/* Holds off other copies of the same mail to the same list until the open transaction ends. */
gboolean post_lock(Store *store, const List *list, const Mail *mail, GBytes *raw, GError **error);

const char *post_standing_word(PostStanding standing);
