/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: defaults, units, and one clear error for each kind of mistake. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/settings.h"

static Settings *
read_text(const char *text, GError **error)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("settings-XXXXXX", &path, NULL);

    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    Settings *settings = settings_read(path, NULL, error);
    g_remove(path);
    return settings;
}

static void
test_defaults_and_units(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) defaults = settings_read(NULL, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Settings) settings =
        read_text("\xef\xbb\xbf[site]\nurl=http://[::1]:8080/listes\n[lmtp]\nmax-size = "
                  "2M\ntimeout=1h\n[mail]\noutlet = null\n",
                  &error);
    g_assert_no_error(error);

    g_assert_cmpint(settings_number(defaults, SETTING_LMTP_MAX_SIZE), ==, 25 << 20);
    g_assert_cmpstr(settings_text(defaults, SETTING_MAIL_OUTLET), ==, "smtp");
    g_assert_cmpint(settings_number(settings, SETTING_LMTP_MAX_SIZE), ==, 2 << 20);
    g_assert_cmpint(settings_number(settings, SETTING_LMTP_TIMEOUT), ==, 3600);
    g_assert_cmpstr(settings_text(settings, SETTING_MAIL_OUTLET), ==, "null");
}

static void
test_mistakes(void)
{
    static const struct {
        const char *text, *message, *hint;
    } cases[] = {
        {"[mail]\nsmarthsot = a\n", "*[mail]: unknown setting \"smarthsot\"",
         "did you mean \"smarthost\"?"},
        {"[mial]\nsmarthost = a\n", "*unknown group \"[mial]\"", "did you mean \"[mail]\"?"},
        {"[mail]\nsessions = many\n", "*sessions is \"many\", which is not a number", NULL},
        {"[mail]\nsessions = 0\n", "*out of range", "it goes from 1 to 64"},
        {"[mail]\noutlet = pigeon\n", "*outlet cannot be \"pigeon\"",
         "it is one of: smtp, maildir, null"},
        {"[mail]\ntimeout = 5x\n", "*not a number", "a duration is written*"},
        {"[site]\nurl = lists.example.org\n", "*[site]: url is*which no link can begin with",
         "write it as https://*"},
        {"[site]\nurl = https://example.org/\n", "*no link can begin with", "*without a slash*"},
        {"[site]\nurl = ftp://example.org\n", "*no link can begin with", NULL},
        {"[site]\nurl = https://\n", "*no link can begin with", NULL},
        {"[site]\nurl = https://example.org?a\n", "*no link can begin with", NULL},
        {"[site]\nurl = https://a@example.org\n", "*no link can begin with", NULL},
        {"[site]\nurl = https://example.org/a b\n", "*no link can begin with", NULL},
        {"nonsense\n", "*cannot read the settings file*", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(read_text(cases[i].text, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_true(g_pattern_match_simple(cases[i].message, error->message));
        if (cases[i].hint != NULL)
            g_assert_true(g_pattern_match_simple(cases[i].hint, error_hint(error)));
    }
}

static void
test_missing_file(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(settings_read("/nonexistent/colporteur.conf", NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

static void
test_sample_is_accepted_uncommented(void)
{
    g_autoptr(GString) sample = g_string_new(NULL);

    settings_sample(sample);
    g_auto(GStrv) lines = g_strsplit(sample->str, "\n", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf(text, "%s\n",
                               lines[i][0] == '#' && lines[i][1] != ' ' ? lines[i] + 1 : lines[i]);
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = read_text(text->str, &error);
    g_assert_no_error(error);
    g_assert_nonnull(settings);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settings/defaults-and-units", test_defaults_and_units);
    g_test_add_func("/settings/mistakes", test_mistakes);
    g_test_add_func("/settings/missing-file", test_missing_file);
    g_test_add_func("/settings/sample-is-accepted-uncommented",
                    test_sample_is_accepted_uncommented);
    return g_test_run();
}
