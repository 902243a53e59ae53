/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every copy carries: list headers as the RFCs want them, a return path that proves itself. */
#include <string.h>

#include "base/error.h"
#include "mailing/headers.h"
#include "mailing/return-path.h"

static const TokenKey one[] = {{7, "a younger key, thirty-two bytes"}};
static const TokenKeys keys = {one, 1};

static char *
written(const MailingHeaders *headers)
{
    GString *out = g_string_new(NULL);

    mailing_headers(out, headers);
    return g_string_free(out, FALSE);
}

static void
test_newsletter(void)
{
    MailingHeaders headers = {.list_name = "lettre",
                              .domain = "lists.example.org",
                              .site_url = "https://example.org",
                              .archived_at = "https://example.org/h/ABC",
                              .unsubscribe_token = "tok3n"};
    g_autofree char *text = written(&headers);

    g_assert_cmpstr(text, ==,
                    "List-Id: <lettre.lists.example.org>\r\n"
                    "List-Post: NO\r\n"
                    "List-Help: <mailto:lettre-request@lists.example.org?subject=help>\r\n"
                    "List-Subscribe: <mailto:lettre-join@lists.example.org>\r\n"
                    "List-Owner: <mailto:lettre-owner@lists.example.org>\r\n"
                    "List-Archive: <https://example.org/lettre/>\r\n"
                    "Archived-At: <https://example.org/h/ABC>\r\n"
                    "Precedence: bulk\r\n"
                    "List-Unsubscribe: <https://example.org/u/tok3n>, "
                    "<mailto:lettre-leave@lists.example.org?subject=tok3n>\r\n"
                    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

static void
test_discussion(void)
{
    MailingHeaders headers = {.list_name = "mobilites",
                              .domain = "lists.example.org",
                              .site_url = "https://example.org",
                              .is_discussion = TRUE};
    g_autofree char *text = written(&headers);

    g_assert_nonnull(strstr(text, "List-Post: <mailto:mobilites@lists.example.org>\r\n"));
    g_assert_nonnull(strstr(text, "Precedence: list\r\n"));
    g_assert_null(strstr(text, "Unsubscribe"));
    g_assert_null(strstr(text, "Archived-At"));
}

static void
test_no_second_line(void)
{
    MailingHeaders headers = {.list_name = "lettre",
                              .domain = "example.org",
                              .site_url = "https://example.org\r\nBcc: x@example.net"};
    g_autofree char *text = written(&headers);

    g_assert_null(strstr(text, "\nBcc"));
}

static void
test_return_path(void)
{
    gint64 mailing, recipient;
    g_autofree char *address =
        return_path_make(&keys, "lettre", "lists.example.org", 12345, 678901);
    char *token = strchr(address, '+') + 1;

    g_assert_true(g_str_has_prefix(address, "lettre-bounces+"));
    *strchr(token, '@') = '\0';
    g_assert_true(return_path_read(&keys, token, &mailing, &recipient, NULL));
    g_assert_cmpint(mailing, ==, 12345);
    g_assert_cmpint(recipient, ==, 678901);
}

static void
test_return_path_forged(void)
{
    g_autoptr(GError) error = NULL;
    gint64 mailing = -1, recipient = -1;
    gint64 numbers[] = {1, 2};
    g_autofree char *other = token_make(&keys, TOKEN_UNSUBSCRIBE, numbers, 2);

    g_assert_false(return_path_read(&keys, other, &mailing, &recipient, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_assert_cmpint(mailing, ==, -1);
}

static void
test_return_path_fits(void)
{
    g_autofree char *address = return_path_make(&keys, "abcdefghijklmnopqrstuv", "example.org",
                                                (1 << 21) - 1, (1 << 28) - 1);

    g_assert_cmpuint((gsize)(strchr(address, '@') - address), <=, 64);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mailing-headers/a newsletter can be left in one click", test_newsletter);
    g_test_add_func("/mailing-headers/a discussion can be posted to", test_discussion);
    g_test_add_func("/mailing-headers/a value never opens a second line", test_no_second_line);
    g_test_add_func("/mailing-headers/a return path says whose copy it was", test_return_path);
    g_test_add_func("/mailing-headers/a return path made by others is refused",
                    test_return_path_forged);
    g_test_add_func("/mailing-headers/the longest list's return path fits 64 octets",
                    test_return_path_fits);
    return g_test_run();
}
