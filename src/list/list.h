/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list - an address people write to (discussion) or receive from (newsletter, announce)
 *
 * A List is what the database says of one, read once; it does not change with it.
 */
#pragma once

#include "store/store.h"

typedef enum { LIST_DISCUSSION, LIST_ANNOUNCE, LIST_NEWSLETTER } ListKind;

/* Where answers to a post go. */
typedef enum { REPLY_TO_GIVEN, REPLY_TO_LIST, REPLY_TO_AUTHOR, REPLY_TO_BOTH } ListReplyTo;

typedef struct {
    gint64 id;
    char *name;   /* local part of its address, first segment of its pages */
    char *domain; /* lower case, ASCII */
    char *title;
    char *description;
    char *language; /* "fr", "en" or "br" */
    char *prefix;   /* what subjects begin with; "" for none */
    char *policy;   /* rules of its own; "" for none */
    char *footer;   /* lines behind each post; "" for none */
    char *clicks;   /* "counted" or "uncounted", of its editions that do not say */
    ListReplyTo reply_to;
    gboolean author_in_cc; /* an author whom From cannot name goes there, not to Reply-To */
    ListKind kind;
    gboolean is_public;
    gboolean is_closed; /* nobody can write to it nor join it */
    char *version;      /* another one after each change */
} List;

/* The list that is or was called `name`, case not counted. ERROR_NOT_FOUND with the nearest name as
 * hint. */
List *list_find(Store *store, const char *name, GError **error);
/* The list with this number. ERROR_NOT_FOUND. */
List *list_get(Store *store, gint64 id, GError **error);
void list_free(List *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(List, list_free)

/* "discussion", "announce", "newsletter". */
const char *list_kind_word(ListKind kind);

/* LIST@DOMAIN, or with a suffix such as "-owner" LIST-owner@DOMAIN. Free it. */
char *list_address(const List *list, const char *suffix);

/* Gives it these rules. ERROR_BAD_INPUT where they cannot be understood (list/policy.h). */
gboolean list_policy_change(Store *store, const List *list, const char *policy, GError **error);

/* How posts are prepared; NULL leaves what is there. */
typedef struct {
    const char *prefix;
    const char *reply_to;  /* "given", "list", "author", "both" */
    const char *author_in; /* "reply-to", "cc" */
    const char *footer;
} ListPreparation;

/* Changes it. ERROR_BAD_INPUT for another word or a text that cannot be, with a hint. */
gboolean list_preparation_change(Store *store, const List *list, const ListPreparation *wanted,
                                 GError **error);

/* What list_preparation_change() says of it, without changing anything. */
gboolean list_preparation_check(const ListPreparation *wanted, GError **error);

/* "given", "list", "author", "both". */
const char *list_reply_to_word(ListReplyTo reply_to);

/* Sets what moderators decided of the member with this address: "rules", "trusted", "watched" or
 * "muted". ERROR_NOT_FOUND when nobody on the list has it, ERROR_BAD_INPUT for another word. */
gboolean list_posting_change(Store *store, const List *list, const char *address,
                             const char *posting, GError **error);

/* When its digests go; a negative number leaves what is there: how many posts do not wait for the
 * hour (1 to 200), which hour of a reader's day (0 to 23), which day of the week (1, Monday, to 7).
 * ERROR_BAD_INPUT. */
gboolean list_digest_change(Store *store, const List *list, gint posts, gint hour, gint day,
                            GError **error);

/* How a member reads a list; NULL: as it is. */
typedef struct {
    const char *delivery; /* "each", "digest", "important", "none" */
    const char *every;    /* digests: "daily", "weekly" */
    const char *form;     /* digests: "mime", "plain" */
    gint posts;           /* digests: how many posts one waits for at most; 0: not said */
} ListReading;

/* Takes a word of the above or a number of posts into `reading`; what is said of digests says
 * "digest" too, unless a word before said otherwise. FALSE: it is none of them. */
gboolean list_reading_word(ListReading *reading, const char *word);

/* Sets it for the member with this address; days (ISO, both inside, may be NULL) are a pause, and
 * `resume` ends one. ERROR_NOT_FOUND when nobody on the list has it, ERROR_BAD_INPUT for days that
 * cannot be. */
gboolean list_reading_change(Store *store, const List *list, const char *address,
                             const ListReading *reading, const char *from, const char *until,
                             gboolean resume, GError **error);

/* Addresses of owners and moderators, each once, NULL-terminated; g_strfreev(). */
char **list_keepers(Store *store, gint64 list, GError **error);

/* What `list create` is told. NULL stands for a default where there is one. */
typedef struct {
    const char *name;
    const char *domain;
    const char *title;         /* NULL: the name */
    const char *kind;          /* NULL: discussion */
    const char *description;   /* NULL: none */
    const char *language;      /* NULL: fr */
    const char *prefix;        /* NULL: none */
    const char *const *owners; /* addresses; NULL: nobody */
    const char *fan_out;       /* of posts: "own" or "shared"; NULL: own */
    const char *clicks;        /* of editions: "counted" or "uncounted"; NULL: uncounted */
    gboolean is_private;
} ListDraft;

/* Makes it and its owners, in the caller's transaction. ERROR_BAD_INPUT for a name, domain, kind,
 * language, title or owner that cannot be, ERROR_CONFLICT when the name is taken; each with a hint.
 */
gboolean list_create(Store *store, const ListDraft *draft, gint64 *id, GError **error);

/* Changes what `change` says; NULL leaves as it is; name and prefix are not looked at. `owners` are
 * added; `is_public` is "yes" or "no". Errors as list_create(). */
gboolean list_change(Store *store, const List *list, const ListDraft *change, const char *is_public,
                     GError **error);

/* Mail to it at a domain it was at before is no longer its own. ERROR_NOT_FOUND where it was not.
 */
gboolean list_forget_domain(Store *store, const List *list, const char *domain, GError **error);

/* Where a list stands among others; NULL leaves what is there. */
typedef struct {
    const char *parent;       /* name of the list above it; "": none */
    const char *posts_up;     /* "yes", "no": its posts reach the members of the one above, too */
    const char *reached_post; /* "yes", "no": whom its posts reach so may write to it */
} ListTree;

/* What is posted to a list reaches the members of those below it. ERROR_NOT_FOUND for a list that
 * is none, ERROR_CONFLICT where one would be below itself or too many above each other. */
gboolean list_tree_change(Store *store, const List *list, const ListTree *wanted, GError **error);

/* What a member takes of the list (list/topic.h): names with commas between them, or "all".
 * ERROR_NOT_FOUND for nobody on the list, and for a name that is no topic of it. */
gboolean list_topics_change(Store *store, const List *list, const char *address, const char *topics,
                            GError **error);

/* What a list is about: words for territories and interests as people write them; NULL: none. */
typedef struct {
    const char *const *territories, *const *not_territories;
    const char *const *interests, *const *not_interests;
} ListAboutChange;

/* Adds and takes away. ERROR_NOT_FOUND and ERROR_BAD_INPUT for a word that does not name one, with
 * a hint. In the caller's transaction. */
gboolean list_about_change(Store *store, const List *list, const ListAboutChange *change,
                           GError **error);

/* Closed, a list takes no posts and nobody joins it; who is on it can leave, and its archive stays.
 */
gboolean list_set_closed(Store *store, const List *list, gboolean closed, GError **error);

/* Calls it otherwise. Its old addresses go on to work, and no other list can have that name.
 * ERROR_BAD_INPUT, ERROR_CONFLICT. */
gboolean list_set_name(Store *store, const List *list, const char *name, GError **error);

/* Ends it and all subscriptions to it, with the proofs. The archive stays and keeps the name,
 * unless `archive` says that it goes too: ERROR_CONFLICT where it has editions. */
gboolean list_remove(Store *store, const List *list, gboolean archive, GError **error);

/* Adds (`add`) or takes away "owner" or "moderator". ERROR_BAD_INPUT for an address that is none,
 * ERROR_NOT_FOUND for taking away who is not. In the caller's transaction, if one is open. */
gboolean list_role_change(Store *store, const List *list, const char *address, const char *role,
                          gboolean add, GError **error);

/* TRUE for a name a list can have: 2 to 22 of a-z, 0-9 and hyphen, none of the suffixes that
 * addresses of lists end in, and no word that the site or mail has another use for.
 * ERROR_BAD_INPUT with a hint otherwise. */
gboolean list_name_is_valid(const char *name, GError **error);

typedef enum { SUBSCRIBE_DONE, SUBSCRIBE_ALREADY } SubscribeOutcome;

/* Puts the subscriber with this address on the list, confirmed, and writes the proof; `how` says
 * by which means. Whoever left the list stays out: ERROR_REFUSED. ERROR_NOT_FOUND when nobody has
 * the address, ERROR_BAD_INPUT when it is none. In the caller's transaction, if one is open. */
gboolean list_subscribe(Store *store, const List *list, const char *address, const char *how,
                        SubscribeOutcome *outcome, GError **error);

/* Takes the subscriber with this address off the list and writes the proof; `how` as above. `left`,
 * which may be NULL, gets FALSE when they were not on it or had left. ERROR_NOT_FOUND when nobody
 * has the address, ERROR_BAD_INPUT when it is none. In the caller's transaction, if one is open. */
gboolean list_unsubscribe(Store *store, const List *list, const char *address, const char *how,
                          gboolean *left, GError **error);
