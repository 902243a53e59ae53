/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command-read - the commands that a mail to a list's robot holds
 *
 * Looked for in the subject, then in the lines of the body: empty and quoted lines are passed over,
 * and those that greet or thank; a signature or a word that says so ends it, and so does a line
 * that is no command once there was one. Nothing of the mail is kept but numbers, days, words of
 * our own, and the names of topics.
 */
#pragma once

#include "mime/mail.h"

#include "list/command-words.h"

typedef enum {
    COMMAND_SUBSCRIBE,
    COMMAND_UNSUBSCRIBE,
    COMMAND_SET,
    COMMAND_SUSPEND,
    COMMAND_RESUME,
    COMMAND_WHICH,
    COMMAND_INFO,
    COMMAND_HELP,
    COMMAND_ARCHIVE,
    COMMAND_TOPICS,
    COMMAND_ZONE,
    COMMAND_INITIALS,
    COMMAND_N
} CommandWhat;

enum {
    COMMANDS_MAX = 10,
    COMMAND_DAY_SIZE = 11,
    COMMAND_TOPICS_SIZE = 256,
    COMMAND_ZONE_SIZE = 48,
    COMMAND_POSTS_MAX = 200,
};

typedef struct {
    CommandWhat what;
    const char *language; /* of its word; owned by the words */
    const char *mode;     /* of SET: "each", "digest", "important", "none"; NULL: not understood */
    const char *every;    /* of SET "digest": "daily", "weekly"; NULL: as it is */
    const char *form;     /* of SET "digest": "mime", "plain"; NULL: as it is */
    guint posts; /* of SET "digest": from how many posts on it does not wait; 0: not said */
    char from[COMMAND_DAY_SIZE]; /* of SUSPEND: ISO days, both inside */
    char until[COMMAND_DAY_SIZE];
    const char *absence; /* of SUSPEND: "absence", "holiday", where it was said so; else NULL */
    char topics[COMMAND_TOPICS_SIZE]; /* of TOPICS: as written, "" for all of them */
    char zone[COMMAND_ZONE_SIZE];     /* of ZONE: what was said, folded: "europe paris" */
} MailCommand;

typedef struct {
    MailCommand commands[COMMANDS_MAX]; /* each once, in order */
    guint n;
} MailCommands;

/* `today` is an ISO day; a day without a year is the next such day. A SUSPEND whose day cannot be
 * understood, or has passed, has "" in `until`. The list may be named where a command is given. */
void command_read(const CommandWords *words, const Mail *mail, const char *list_name,
                  const char *list_title, const char *today, MailCommands *commands);
