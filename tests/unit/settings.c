/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: defaults, units, and one clear error for each kind of mistake. */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/settings-inside.h"
#include "serve/settings-check.h"

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
        {"[mail]\nsmarthsot = a\n", "settings file *[mail]: unknown setting \"smarthsot\"",
         "did you mean \"smarthost\"?"},
        {"[mial]\nsmarthost = a\n", "*unknown group \"[mial]\"", "did you mean \"[mail]\"?"},
        {"[mail]\nsessions = many\n", "settings file *[mail]: sessions cannot be \"many\"",
         "it is a number from 1 to 64"},
        {"[mail]\noutlet = pigeon\n", "*outlet cannot be \"pigeon\"",
         "it is one of: smtp, maildir, null"},
        {"[mail]\ntimeout = 5x\n", "*timeout cannot be \"5x\"",
         "it is a time from 1s to 1h (units: s m h d)"},
        {"[lmtp]\nmax-size = 2G\n", "*max-size cannot be \"2G\"",
         "it is a size from 1K to 1G (units: K M G)"},
        {"[site]\ntrust-forwarded = maybe\n", "*cannot be \"maybe\"", "it is yes or no"},
        {"[site]\nurl = lists.example.org\n", "*[site]: url cannot be*", "*without a slash*"},
        {"[mail]\npassword = a\\nb\n", "*[mail]: password cannot be what is given", "*one line"},
        {"nonsense\n", "*cannot read the settings file*", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(read_text(cases[i].text, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_SETTINGS);
        g_assert_true(g_pattern_match_simple(cases[i].message, error->message));
        if (cases[i].hint != NULL)
            g_assert_true(g_pattern_match_simple(cases[i].hint, error_hint(error)));
    }
}

/* Values that no setting of a type has, but for those of texts, each of which has its own. */
static const char *const bad_urls[] = {"lists.example.org",
                                       "https://example.org/",
                                       "ftp://example.org",
                                       "https://",
                                       "https://example.org?a",
                                       "https://example.org#a",
                                       "https://a@example.org",
                                       "https://example.org/a b",
                                       "",
                                       NULL};
static const char *const bad_numbers[] = {
    "", "many", "-1", "+1", "1.5", "0x10", "1 2", "12x", "99999999999999999999", NULL};
static const char *const bad_words[] = {"", "maybe", "2", "yesno", NULL};
static const char *const bad_choices[] = {"", "pigeon", "a|b", NULL};
static const char *const bad_texts[SETTING_COUNT][6] = {
    [SETTING_DATABASE] = {"hots=127.0.0.1", "host='a", "postgresql://[::1"},
    [SETTING_DATABASE_OWNER] = {""},
    [SETTING_DATABASE_ENGINE] = {""},
    [SETTING_DATABASE_SITE] = {""},
    [SETTING_CLUSTER_USER] = {"nobody-of-that-name"},
    [SETTING_PG_BINDIR] = {"bin"},
    [SETTING_DATA] = {"share", ""},
    [SETTING_TEMPLATES] = {"templates", ""},
    [SETTING_MAIL_DOMAIN] = {"", "a b", "lists@example.org", "example", "-a.example"},
    [SETTING_MAIL_HOSTNAME] = {"mail example", "a_b", "mail@example.org"},
    [SETTING_MAIL_AUTHSERV_ID] = {"mx.example.org; dkim=pass", "a b"},
    [SETTING_MAIL_DNS] = {"dns.example.org", "192.0.2.53:53", "192.0.2.53@", "::1@70000"},
    [SETTING_MAIL_SMARTHOST] = {"", "mx:25 conections=8", "mx:port", "mx:25*many", "mx:25*0",
                                "mx:25,,my:25"},
    [SETTING_MAIL_CA_FILE] = {"ca.pem"},
    [SETTING_MAIL_PASSWORD_FILE] = {"secret"},
    [SETTING_MAIL_MAILDIR] = {"Maildir"},
    [SETTING_MAIL_WINDOW] = {"mon-fry", "25:00-26:00", "fri-mon", "08:00", "mon 8h-9h"},
    [SETTING_LMTP_LISTEN] = {"", "8024", "localhost:8024", "127.0.0.1:99999", "unix:lmtp"},
    [SETTING_SITE_NAME] = {""},
    [SETTING_SITE_LISTEN] = {"", ":8080", "::1:8080", "127.0.0.1", "unix:"},
    [SETTING_SITE_TIMEZONE] = {"", "Europe/Brest", "CEST+2+2"},
    [SETTING_SITE_PROXIES] = {"proxy.example.org", "192.0.2.0/33"},
    [SETTING_BOUNCE_FEEDBACK] = {"fbl", "a@example.org b@example.org", "a@example.org,"},
};
/* What the smart host wants, whatever it is. */
static const Setting any_text[] = {SETTING_MAIL_USER, SETTING_MAIL_PASSWORD};

static void
assert_refused(const SettingRow *row, const char *text)
{
    g_autofree char *override = g_strdup_printf("%s.%s=%s", row->group, row->key, text);
    const char *const overrides[] = {override, NULL};
    g_autofree char *place = g_strdup_printf("--set [%s]: %s cannot be ", row->group, row->key);
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_read(NULL, overrides, &error);

    if (settings != NULL && settings_check(settings, &error))
        g_error("%s is taken", override);
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_SETTINGS);
    g_assert_true(g_str_has_prefix(error->message, place));
    g_assert_true(row == &setting_rows[SETTING_DATABASE] ||
                  strstr(error->message + strlen(place), text) != NULL);
    g_assert_nonnull(error_hint(error));
}

static void
test_every_setting(void)
{
    static const char *const *const bad[] = {
        [URL] = bad_urls,        [NUMBER] = bad_numbers, [SIZE] = bad_numbers,
        [SECONDS] = bad_numbers, [SWITCH] = bad_words,   [CHOICE] = bad_choices};

    for (guint i = 0; i < SETTING_COUNT; i++) {
        const SettingRow *row = &setting_rows[i];
        const char *const *values = row->type == TEXT ? bad_texts[i] : bad[row->type];
        gboolean free_text = FALSE;
        for (guint k = 0; k < G_N_ELEMENTS(any_text); k++)
            free_text |= any_text[k] == i;
        if (i == SETTING_CLUSTER_USER && geteuid() != 0)
            continue;
        if (values[0] == NULL && !free_text)
            g_error("nothing is refused as [%s] %s", row->group, row->key);
        for (; *values != NULL; values++)
            assert_refused(row, *values);
        if (row->min == 0 && row->max == 0)
            continue;
        g_autofree char *below = g_strdup_printf("%" G_GINT64_FORMAT, row->min - 1);
        g_autofree char *above = g_strdup_printf("%" G_GINT64_FORMAT, row->max + 1);
        assert_refused(row, below);
        assert_refused(row, above);
    }
}

/* What people have in their files goes on being taken. */
static void
test_good_texts(void)
{
    static const char *const good[] = {
        "storage.database=postgresql:///colporteur?host=/run/postgresql",
        "storage.database=host=a,b port=5432 dbname=colporteur password=x",
        "storage.database=colporteur",
        "mail.domain=Lists.Example.org",
        "mail.domain=listes.exämple.org",
        "mail.hostname=[192.0.2.1]",
        "mail.authserv-id=mx.example.org",
        "mail.dns-server=none",
        "mail.dns-server=192.0.2.53",
        "mail.dns-server=::1@5353",
        "mail.smarthost=localhost",
        "mail.smarthost=mx1.example.org:25*3 connections=2 rate=9/s, [2001:db8::1]:587 , "
        "mx3.example.org",
        "mail.window=mon-fri 08:00-19:00",
        "mail.window=sam,dim",
        "lmtp.listen=unix:/run/colporteur/lmtp",
        "site.listen=[::]:8080",
        "site.timezone=UTC",
        "site.proxies=unix, 192.0.2.0/24 2001:db8::/32",
        "bounce.feedback-address=fbl@example.org, fbl2@example.org",
        NULL};

    for (const char *const *one = good; *one != NULL; one++) {
        const char *const overrides[] = {*one, NULL};
        g_autoptr(GError) error = NULL;
        g_autoptr(Settings) settings = settings_read(NULL, overrides, &error);
        g_assert_no_error(error);
        settings_check(settings, &error);
        g_assert_no_error(error);
    }
}

static void
test_maildir_wants_a_directory(void)
{
    static const char *const overrides[] = {"mail.outlet=maildir", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_read(NULL, overrides, NULL);

    g_assert_false(settings_check(settings, &error));
    g_assert_cmpstr(error->message, ==, "default of [mail]: maildir cannot be \"\"");
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
    g_test_add_func("/settings/every-setting", test_every_setting);
    g_test_add_func("/settings/good-texts", test_good_texts);
    g_test_add_func("/settings/maildir-wants-a-directory", test_maildir_wants_a_directory);
    g_test_add_func("/settings/missing-file", test_missing_file);
    g_test_add_func("/settings/sample-is-accepted-uncommented",
                    test_sample_is_accepted_uncommented);
    return g_test_run();
}
