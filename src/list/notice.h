/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice - what the robot writes to people, from templates
 *
 * A template is called mail/LANGUAGE/NAME.txt; its first line is "Subject: ...", then an empty
 * line, then the body.
 */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"
#include "page/value.h"
#include "store/store.h"

#include "list/list.h"

typedef struct {
    const char *template;         /* "held" */
    const Value *value;           /* what it is filled with */
    const char *language;         /* "fr", "en" or "br"; NULL: the list's */
    const char *to;               /* shown in To */
    const char *const *addresses; /* whom it goes to, NULL-terminated */
    const char *reply_to;         /* NULL: the list's owners */
    const char *in_reply_to;      /* Message-ID without <>, or NULL */
    GBytes *attached;             /* a mail to put behind, or NULL */
    gint64 probed;                /* a subscriber to try, in place of `addresses`; 0: nobody */
} NoticeDraft;

/* Its words alone: template, value and language are looked at. Free both texts. Errors: those of
 * the template, ERROR_BAD_INPUT for one without a subject. */
gboolean notice_render(const Settings *settings, const List *list, const NoticeDraft *draft,
                       char **subject, char **body, GError **error);

/* Composes it and queues it in the caller's transaction. Without addresses nothing is sent. A
 * template that is missing or broken is logged and nothing is sent either: what it was to tell of
 * must not be lost for it. FALSE for errors of the store only. */
gboolean notice_send(Store *store, const Settings *settings, const List *list,
                     const NoticeDraft *draft, GError **error);

/* The same to the list's owners and moderators, about a mail: the value gets what all of these
 * templates show (list, author, subject, excerpt), and an answer goes to `reply_to`, or without one
 * to the mail's author. */
gboolean notice_owners(Store *store, const Settings *settings, const List *list, const char *name,
                       Value *value, const Mail *mail, GBytes *attached, const char *reply_to,
                       GError **error);

/* The words of template mail/LANGUAGE/NAME.txt alone: no mail. Errors: those of the template. */
GString *notice_words(const Settings *settings, const char *language, const char *name,
                      const Value *value, GError **error);

/* Puts a day (ISO) as `name`: day, month, year; NULL: none. */
void notice_set_day(Value *value, const char *name, const char *day);

/* Puts who decided something, "mail: ADDRESS" or "command: USER", as `by`: mail or command; nothing
 * for NULL and for the clock. */
void notice_set_by(Value *value, const char *by);

/* Puts "list" into `value`: name, title, address. */
void notice_set_list(Value *value, const List *list);
