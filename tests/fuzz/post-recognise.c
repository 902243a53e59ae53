/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of any mail before anything is decided: it is within bounds and fit for the
 * database, and what may be accepted without asking twice is what is accepted when it is asked. */
#include <stdint.h>
#include <string.h>

#include "base/address.h"
#include "list/policy.h"
#include "list/post-authorise.h"
#include "list/post-recognise.h"
#include "mime/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const policies[] = {"discussion", "moderated", "announce", "newsletter", "open"};

static void
check_word(const char *word)
{
    g_assert_true(word == NULL || g_utf8_validate(word, -1, NULL));
}

static void
check_facts(const PostFacts *facts)
{
    check_word(facts->author);
    check_word(facts->message_id);
    check_word(facts->own_text);
    g_assert_nonnull(facts->message_id);
    g_assert_cmpstr(facts->message_id, !=, "");
    g_assert_null(strpbrk(facts->message_id, "\r\n"));
    g_assert_true(facts->print == NULL || g_bytes_get_size(facts->print) == 32);
    for (guint i = 0; facts->refers_to[i] != NULL; i++) {
        check_word(facts->refers_to[i]);
        g_assert_cmpstr(facts->refers_to[i], !=, facts->message_id);
    }
    for (guint i = 0; facts->patterns[i] != NULL; i++)
        check_word(facts->patterns[i]);
    if (facts->author != NULL) {
        g_autofree char *again = address_fold(facts->author);
        g_assert_cmpstr(again, ==, facts->author);
    }
}

/* As each author that there can be. */
static void
check_accepts(const Policy *policy, PostFacts *facts)
{
    gint64 takes = post_accepts_if(policy, facts);

    for (guint as = 0; as < POST_IF_ALL; as++) {
        facts->standing = facts->author == NULL           ? STANDING_ANONYMOUS
                          : (as & POST_IF_CONFIRMED) != 0 ? STANDING_CONFIRMED
                                                          : STANDING_STRANGER;
        facts->posting = (as & POST_IF_TRUSTED) != 0 ? POSTING_TRUSTED : POSTING_RULES;
        facts->is_owner = (as & POST_IF_OWNER) != 0;
        facts->is_moderator = (as & POST_IF_MODERATOR) != 0;
        facts->is_reply = (as & POST_IF_REPLY) != 0;
        if ((takes >> as & 1) != 0)
            g_assert_cmpint(post_authorise(policy, facts).outcome, ==, POST_ACCEPTED);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Settings *settings;
    static Policy *rules[G_N_ELEMENTS(policies)];
    const List list = {.name = (char *)"mob", .domain = (char *)"lists.example.org"};
    const char *const overrides[] = {"mail.authserv-id=mx.example.org", NULL};

    if (settings == NULL) {
        settings = settings_read(NULL, overrides, NULL);
        for (guint i = 0; i < G_N_ELEMENTS(policies); i++)
            rules[i] = policy_parse("", policies[i], NULL);
    }
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);
    if (mail == NULL)
        return 0;
    g_auto(PostFacts) facts = {0};
    post_look(settings, size % 3 == 0 ? "" : "alix@example.org", mail, raw, &facts);
    post_look_for(&list, &facts);
    check_facts(&facts);
    for (guint i = 0; i < G_N_ELEMENTS(policies); i++)
        check_accepts(rules[i], &facts);
    return 0;
}
