/* SPDX-License-Identifier: GPL-3.0-or-later */
/* commands - any mail to a robot gives known commands, each once, days that there are and folded
 * words */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "list/answer-read.h"
#include "list/command-read.h"
#include "list/decision-read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char today[] = "2026-11-26";

static void
check_day(const char *day)
{
    int year, month, number;

    if (*day == '\0')
        return;
    g_assert_cmpuint(strlen(day), ==, COMMAND_DAY_SIZE - 1);
    g_assert_cmpint(sscanf(day, "%4d-%2d-%2d", &year, &month, &number), ==, 3);
    g_assert_true(g_date_valid_dmy((GDateDay)number, (GDateMonth)month, (GDateYear)year));
}

static void
check_word(const char *word, const char *const *known)
{
    g_assert_true(word == NULL || g_strv_contains(known, word));
}

static void
check_command(const MailCommand *command)
{
    static const char *const modes[] = {"each", "digest", "important", "none", NULL};
    static const char *const everies[] = {"daily", "weekly", NULL};
    static const char *const forms[] = {"mime", "plain", NULL};
    static const char *const languages[] = {"fr", "en", "br", NULL};

    g_assert_cmpint(command->what, <, COMMAND_N);
    check_word(command->mode, modes);
    check_word(command->every, everies);
    check_word(command->form, forms);
    check_word(command->language, languages);
    g_assert_nonnull(command->language);
    check_day(command->from);
    check_day(command->until);
    g_assert_true(*command->until == '\0' || strcmp(command->from, command->until) <= 0);
    g_assert_true(g_utf8_validate(command->zone, -1, NULL));
    g_assert_null(strpbrk(command->zone, "\r\n/<>@'\""));
}

static void
check_decisions(const CommandWords *words, const Mail *mail)
{
    static const char *const decisions[] = {"accept", "trust",  "important", "reject", "discard",
                                            "ask",    "send",   "check",     "ignore", "continue",
                                            "pause",  "cancel", "yes",       "no",     NULL};
    g_auto(MailDecision) one = {0};

    decision_read(words, mail, &one);
    check_word(one.decision, decisions);
    g_assert_true(one.decision == NULL || g_utf8_validate(one.text, -1, NULL));
    g_assert_true(one.topics == NULL || g_utf8_validate(one.topics, -1, NULL));
    g_assert_false(one.is_alone && one.is_asked);
    decision_is_thanks(words, mail);
    g_autoptr(GPtrArray) all = decisions_read(words, mail);
    for (guint i = 0; i < all->len; i++) {
        const NumberedDecision *decision = all->pdata[i];
        check_word(decision->decision, decisions);
        g_assert_nonnull(decision->decision);
        g_assert_cmpint(decision->number, >=, i == 0 ? 0 : 1);
        g_assert_true(g_utf8_validate(decision->text, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static CommandWords *words;
    MailCommands commands;

    if (words == NULL) {
        g_autofree char *path =
            g_build_filename(g_getenv("SRCDIR"), "templates", "mail", "commands.tsv", NULL);
        g_autoptr(GError) error = NULL;
        words = command_words_read(path, &error);
        g_assert_no_error(error);
    }
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(Mail) mail = mail_parse(raw, NULL);
    if (mail == NULL)
        return 0;
    command_read(words, mail, "mob", "Nos mobilités", today, &commands);
    g_assert_cmpuint(commands.n, <=, COMMANDS_MAX);
    for (guint i = 0; i < commands.n; i++) {
        check_command(&commands.commands[i]);
        for (guint j = 0; j < i; j++)
            g_assert_cmpint(
                memcmp(&commands.commands[i], &commands.commands[j], sizeof(MailCommand)), !=, 0);
    }
    check_decisions(words, mail);
    g_assert_cmpint(answer_read(words, mail, "mob", "Nos mobilités"), <=, ANSWER_UNCLEAR);
    return 0;
}
