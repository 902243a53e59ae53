/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and people to write to them, as most of what happens to a post needs them. */
#include <string.h>

#include "lib/test-list.h"

TestStore *test;

static void
fill(void)
{
    test_store_sql(
        test,
        "INSERT INTO list (name, domain, kind, title, subject_prefix, is_public) VALUES "
        "('mobilites', 'lists.example.org', 'discussion', 'Mobilités', '[mob]', true),"
        "('savoirs', 'lists.example.org', 'discussion', 'Savoirs', '', true),"
        "('lettre', 'lists.example.org', 'newsletter', 'La lettre', '', true);"
        "INSERT INTO list_role (list, address, role) VALUES (1, 'owner@example.org', 'owner'),"
        "(1, 'moderation@example.org', 'moderator'), (3, 'owner@example.org', 'owner');"
        "INSERT INTO subscriber (name) VALUES ('Agnès'), ('Paul'), ('Claude'), ('Denis');"
        "INSERT INTO address (address_key, address, subscriber) VALUES "
        "('agnes@example.org', 'agnes@example.org', 1), ('paul@example.org', "
        "'paul@example.org', 2), ('claude@example.org', 'claude@example.org', 3), "
        "('denis@example.org', 'denis@example.org', 4);"
        "INSERT INTO subscription (list, subscriber, state) VALUES (1, 1, 'confirmed'), "
        "(1, 2, 'confirmed'), (1, 3, 'unconfirmed'), (1, 4, 'unsubscribed'), "
        "(2, 2, 'confirmed'), (3, 1, 'confirmed'), (3, 2, 'confirmed')");
}

int
test_list_run(void)
{
    g_autofree char *data = g_strconcat("paths.data=", g_getenv("SRCDIR"), NULL);
    const char *const overrides[] = {data, "site.url=https://example.org", NULL};

    test = test_store_new(overrides);
    fill();
    int status = g_test_run();
    test_store_free(test);
    return status;
}

GBytes *
bytes(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

gboolean
receive_on(Store *store, const char *list, const char *sender, const char *text,
           PostVerdict *verdict, GError **error)
{
    g_autoptr(GBytes) raw = bytes(text);
    const PostEnvelope envelope = {.sender = sender, .list = list, .raw = raw};

    *verdict = (PostVerdict){0};
    return post_receive(store, test->settings, &envelope, verdict, error);
}

PostVerdict
receive(const char *list, const char *text)
{
    g_autoptr(GError) error = NULL;
    PostVerdict verdict;

    receive_on(test->store, list, "agnes@example.org", text, &verdict, &error);
    g_assert_no_error(error);
    return verdict;
}

void
assert_outcome(PostVerdict verdict, PostOutcome outcome, const char *reason)
{
    g_assert_cmpstr(post_outcome_word(verdict.outcome), ==, post_outcome_word(outcome));
    g_assert_cmpstr(verdict.reason, ==, reason);
}
