/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that may answer a digest: one post of the list is meant, or none, whatever it says; and
 * what names one alone means that one. */
#include <stdint.h>
#include <string.h>

#include "list/digest-choice.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ListDigestPosts posts[] = {
    {.list = 1,
     .message_id = "un@example.org",
     .short_hash = "AAAAAAAA",
     .subject = "[Mob] Le train"},
    {.list = 2,
     .message_id = "haut@example.org",
     .short_hash = "BBBBBBBB",
     .subject = "Autre liste"},
    {.list = 1,
     .message_id = "deux@example.org",
     .short_hash = "CCCCCCCC",
     .subject = "R\303\251 : V\303\251los"},
    {.list = 1, .message_id = "trois@example.org", .short_hash = "DDDDDDDD", .subject = ""},
};

static void
choose(const Settings *settings, const Mail *mail, guint first, guint n)
{
    const List list = {.id = 1,
                       .name = (char *)"mob",
                       .domain = (char *)"lists.example.org",
                       .title = (char *)"Nos mobilit\303\251s",
                       .prefix = (char *)"[Mob]",
                       .language = (char *)"fr"};
    g_auto(DigestChoice) choice = {0};
    g_auto(DigestAnswer) answer = {0};
    gboolean is_of_list = FALSE;

    digest_choice_begin(&choice, &list, mail);
    for (guint i = first; i < first + n; i++)
        digest_choice_look(&choice, &posts[i]);
    digest_choice_end(&choice, settings, &answer);
    g_assert_null(answer.digest);
    g_assert_false(answer.is_unclear && answer.message_id != NULL);
    for (guint i = first; i < first + n; i++)
        is_of_list |=
            posts[i].list == list.id && g_strcmp0(answer.message_id, posts[i].message_id) == 0;
    g_assert_true(answer.message_id == NULL || is_of_list);
    if (choice.n_named == 1)
        g_assert_nonnull(strstr(choice.text, answer.message_id) != NULL
                             ? choice.text
                             : strstr(choice.text, "/h/"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Settings *settings;

    if (settings == NULL) {
        g_autofree char *templates = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
        const char *const overrides[] = {templates, NULL};
        settings = settings_read(NULL, overrides, NULL);
    }
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);
    if (mail == NULL)
        return 0;
    if (digest_answer_may_be(mail))
        g_assert_true(mail->in_reply_to != NULL || mail->references != NULL);
    for (guint n = 0; n <= G_N_ELEMENTS(posts); n++)
        choose(settings, mail, 0, n);
    choose(settings, mail, 1, 1);
    choose(settings, mail, 3, 1);
    return 0;
}
