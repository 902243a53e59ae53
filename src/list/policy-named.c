/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy-named - the policies that have a name
 *
 * Written in the language of rules, so that a coordinator can read them (colporteur list policy)
 * and begin from one. They are compiled in: a mail must not wait for a file that is gone. Each
 * decides about everything, and none lets a forged From through unseen. An automatic answer to a
 * post is dropped without a word: to refuse it would make a mail server write to a person on
 * holiday about it.
 *
 * A newsletter or announce list is one voice to many: a subscriber's answer belongs under the
 * letter in the archive and to the owners, but sending it to thousands who never asked for a
 * discussion would make them leave. Who speaks with that voice must be verified, since an owner's
 * address is public and From is easily forged.
 */
#include "list/policy.h"

#define FIRST                                                                                      \
    "discard anyone when auto-reply\n"                                                             \
    "hold anyone when spam\n"                                                                      \
    "hold anyone when forged\n"                                                                    \
    "refuse muted\n"                                                                               \
    "hold watched\n"

#define ODD                                                                                        \
    "hold anyone when automatic\n"                                                                 \
    "hold anyone when command\n"                                                                   \
    "hold anyone when empty\n"                                                                     \
    "hold anyone when recipients over 20\n"

/* Rather than what would fit next: that they are strangers, or that all is looked at. */
#define KEEPERS "hold owners, moderators when not verified\n"

#define STRANGERS "hold nobody, strangers, unconfirmed, left\n"

static const struct {
    const char *name, *text;
} policies[] = {
    /* who is on it writes */
    {"discussion", FIRST "accept trusted\n" ODD "accept members, owners, moderators\n" STRANGERS},
    /* everybody waits for a moderator but those who are trusted */
    {"moderated",
     FIRST "accept trusted\naccept owners, moderators when verified\n" ODD KEEPERS STRANGERS
           "hold anyone\n"},
    /* owners and moderators write; answers are kept for them */
    {"announce",
     FIRST ODD "accept owners, moderators, trusted when verified\n"
               "file members when reply\n" KEEPERS STRANGERS "hold anyone when not reply\n"
               "hold anyone\n"},
    /* editions only; answers are kept for the owners */
    {"newsletter", FIRST ODD "file members when reply\n" STRANGERS "hold anyone when not reply\n"
                             "hold anyone\n"},
    /* anybody writes, programs too */
    {"open", FIRST "accept anyone\n"},
};

const char *const policy_names[] = {"discussion", "moderated", "announce",
                                    "newsletter", "open",      NULL};

const char *
policy_named(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(policies); i++)
        if (g_str_equal(policies[i].name, name))
            return policies[i].text;
    return NULL;
}
