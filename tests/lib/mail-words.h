/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail-words - the words of mail commands and small mails, for tests of what is read in mails */
#pragma once

#include <string.h>

#include <glib.h>

#include "list/command-words.h"
#include "mime/mail.h"

/* The words that are shipped; command_words_free(). */
static inline CommandWords *
words_shipped(void)
{
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "templates", "mail", "commands.tsv", NULL);
    g_autoptr(GError) error = NULL;
    CommandWords *words = command_words_read(path, &error);

    g_assert_no_error(error);
    return words;
}

/* A mail of plain text in UTF-8; mail_free(). */
static inline Mail *
mail_from(const char *from, const char *subject, const char *body)
{
    g_autofree char *text = g_strdup_printf("From: %s\r\nSubject: %s\r\nContent-Type: "
                                            "text/plain; charset=UTF-8\r\n\r\n%s",
                                            from, subject, body);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    Mail *mail = mail_parse(raw, NULL);

    g_assert_nonnull(mail);
    return mail;
}
