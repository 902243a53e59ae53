/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses people have are taken, what only looks like one is refused with a hint. */
#include <string.h>

#include "base/address.h"
#include "base/error.h"

static void
test_takes_what_people_have(void)
{
    static const char *const good[] = {
        "a@example.org",
        "Maelle.Kerdoncuff@example.org",
        "yann+lettre@mail.example.net",
        "o'neill_1@xn--brn-joa.example",
        "soazig@école.example",
        "x@a-b.example.org",
        "0123456789012345678901234567890123456789012345678901234567890123@example.org",
        "{weird}!#$%&'*=?^`|~/@example.org",
    };
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        address_is_valid(good[i], &error);
        g_assert_no_error(error);
    }
}

static void
test_refuses_what_is_none(void)
{
    static const char *const bad[] = {
        "",
        "example.org",
        "@example.org",
        "a@",
        "a@example",
        "a@@example.org",
        "a@b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a b@example.org",
        " a@example.org",
        "a@example.org ",
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "a\n@example.org",
        "\"a b\"@example.org",
        "<a@example.org>",
        "a@[192.0.2.1]",
        "a@192.0.2.1",
        "a@-example.org",
        "a@example-.org",
        "a@exa_mple.org",
        "a@example..org",
        "a@example.org.",
        "a(comment)@example.org",
        "hervé@example.org",
        "a@ex\xe9mple.org",
        "01234567890123456789012345678901234567890123456789012345678901234@example.org",
        "a@0123456789012345678901234567890123456789012345678901234567890123.example",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        if (address_is_valid(bad[i], &error))
            g_error("took \"%s\"", bad[i]);
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_null(strpbrk(error->message, "\r\n"));
    }
}

static void
test_length_is_counted_on_the_wire(void)
{
    g_autoptr(GString) address = g_string_new("a@");
    for (guint i = 0; i < 42; i++)
        g_string_append(address, "abcde.");
    g_string_append(address, "fr"); /* 2 + 42 * 6 + 2 = 256 */
    g_assert_false(address_is_valid(address->str, NULL));
    g_string_erase(address, 2, 6);
    g_assert_true(address_is_valid(address->str, NULL));
}

static void
test_bounded_on_a_huge_input(void)
{
    g_autofree char *huge = g_strnfill(1 << 20, 'a');
    g_autoptr(GError) error = NULL;
    g_assert_false(address_is_valid(huge, &error));
    g_assert_nonnull(error_hint(error));
    g_assert_cmpuint(strlen(error->message), <, 200);
    g_assert_null(address_fold(huge));
}

static void
test_folds_case_and_unicode_domain(void)
{
    static const char *const pairs[][2] = {
        {"Maelle@EXAMPLE.Org", "maelle@example.org"},
        {"Yann@École.Example", "yann@xn--cole-9oa.example"},
        {"yann@xn--cole-9oa.example", "yann@xn--cole-9oa.example"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *key = address_fold(pairs[i][0]);
        g_assert_cmpstr(key, ==, pairs[i][1]);
    }
    g_assert_null(address_fold("nobody"));
    g_assert_null(address_fold("@example.org"));
    g_assert_null(address_fold("a@exa mple.org"));
    g_assert_null(address_fold(NULL));
}

static void
test_address_of_path(void)
{
    static const struct {
        const char *path, *address;
    } cases[] = {{"a@example.org", "a@example.org"},
                 {"", ""},
                 {"@b.example.org:a@example.org", "a@example.org"},
                 {"@b.example.org,@c.example.org:\"a.b\"@example.org", "a.b@example.org"},
                 {"@b.example.org", "@b.example.org"},
                 {"\"a\\b\"@example.org", "ab@example.org"},
                 {"\"a b\"@example.org", "\"a b\"@example.org"},
                 {"\"a@b\"@example.org", "\"a@b\"@example.org"},
                 {"\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org"},
                 {"\"\"@example.org", "\"\"@example.org"},
                 {"\"a", "\"a"},
                 {"\"a\\", "\"a\\"}};

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *address = address_of_path(cases[i].path);
        g_assert_cmpstr(address, ==, cases[i].address);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/address/takes-what-people-have", test_takes_what_people_have);
    g_test_add_func("/address/refuses-what-is-none", test_refuses_what_is_none);
    g_test_add_func("/address/length-is-counted-on-the-wire", test_length_is_counted_on_the_wire);
    g_test_add_func("/address/bounded-on-a-huge-input", test_bounded_on_a_huge_input);
    g_test_add_func("/address/of-an-SMTP-path", test_address_of_path);
    g_test_add_func("/address/folds-case-and-unicode-domain", test_folds_case_and_unicode_domain);
    return g_test_run();
}
