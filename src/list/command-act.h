/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-act - what each command of a mail does, and what is answered to it */
#pragma once

#include "page/value.h"
#include "store/store.h"

#include "list/command-read.h"
#include "list/incoming.h"

typedef struct {
    Store *store;
    const Settings *settings;
    const Incoming *incoming;
    const char *language; /* of the answer */
    const char *today;
    gint64 subscriber; /* the author; 0: nobody known */
    gboolean is_member;
    gboolean is_asked; /* to confirm that they join */
    Value *value;
    Value *items;       /* an answer each */
    gboolean passed_on; /* to people */
    gboolean silent;    /* nothing to say beyond the letters that commands sent by themselves */
} CommandRun;

/* Does `command` in the transaction of the mail, and puts its answer into `run`. Errors: those of
 * the store. */
gboolean command_act(CommandRun *run, const MailCommand *command, GError **error);
