/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver-outlet - the outlet that the settings ask for: one smart host, or several as one */
#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

#include "serve/deliver-worker.h"

static const char *
or_null(const char *text)
{
    return *text != '\0' ? text : NULL;
}

/* The password, g_free(); NULL with an error. */
static char *
read_password(const Settings *settings, GError **error)
{
    const char *file = settings_text(settings, SETTING_MAIL_PASSWORD_FILE);
    g_autoptr(GError) trouble = NULL;
    char *text = NULL;

    if (*file == '\0')
        return g_strdup(settings_text(settings, SETTING_MAIL_PASSWORD));
    if (!g_file_get_contents(file, &text, NULL, &trouble)) {
        fail(error, ERROR_BAD_INPUT, "cannot read the password: %s", trouble->message);
        fail_hint(error, "let the user of the deliver role read it, and nobody else");
        return NULL;
    }
    text[strcspn(text, "\r\n")] = '\0';
    return text;
}

/* One of the smart hosts: HOST, HOST:PORT, either with *WEIGHT behind it. */
static Outlet *
smtp(const Settings *settings, const char *smarthost, const char *password, guint *weight,
     GError **error)
{
    const char *starttls = settings_text(settings, SETTING_MAIL_STARTTLS);
    g_auto(GStrv) parts = g_strsplit(smarthost, "*", 2);
    guint64 number = 1;

    for (guint i = 0; parts[i] != NULL; i++)
        g_strstrip(parts[i]);
    if (parts[0] != NULL && parts[1] != NULL &&
        !g_ascii_string_to_unsigned(parts[1], 10, 1, 1000, &number, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no weight of a mail server", parts[1]);
        fail_hint(error, "give a number from 1 to 1000 behind the star");
        return NULL;
    }
    *weight = (guint)number;
    g_autoptr(GSocketConnectable) address =
        parts[0] != NULL && *parts[0] != '\0' ? g_network_address_parse(parts[0], 25, NULL) : NULL;
    if (address == NULL) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no HOST:PORT", smarthost);
        fail_hint(error, "set \"smarthost\" in [mail]");
        return NULL;
    }
    SmtpSettings smtp = {
        .host = g_network_address_get_hostname(G_NETWORK_ADDRESS(address)),
        .port = g_network_address_get_port(G_NETWORK_ADDRESS(address)),
        .helo = or_null(settings_text(settings, SETTING_MAIL_HOSTNAME)),
        .starttls = g_str_equal(starttls, "require") ? STARTTLS_REQUIRE
                    : g_str_equal(starttls, "try")   ? STARTTLS_MAYBE
                                                     : STARTTLS_OFF,
        .ca_file = or_null(settings_text(settings, SETTING_MAIL_CA_FILE)),
        .user = or_null(settings_text(settings, SETTING_MAIL_USER)),
        .password = password,
        .connect_timeout = (guint)settings_number(settings, SETTING_MAIL_CONNECT_TIMEOUT) * 1000,
        .command_timeout = (guint)settings_number(settings, SETTING_MAIL_TIMEOUT) * 1000,
        .messages_per_session = (guint)settings_number(settings, SETTING_MAIL_SESSION_MESSAGES),
    };
    return outlet_smtp_new(&smtp, error);
}

static Outlet *
smart_hosts(const Settings *settings, GError **error)
{
    g_auto(GStrv) hosts = g_strsplit(settings_text(settings, SETTING_MAIL_SMARTHOST), ",", -1);
    g_autofree char *password = read_password(settings, error);
    g_autoptr(GPtrArray) outlets = g_ptr_array_new_with_free_func((GDestroyNotify)outlet_free);
    g_autoptr(GArray) weights = g_array_new(FALSE, FALSE, sizeof(guint));

    if (password == NULL)
        return NULL;
    for (guint i = 0; hosts[i] != NULL; i++) {
        guint weight;
        Outlet *outlet = smtp(settings, hosts[i], password, &weight, error);
        if (outlet == NULL)
            return NULL;
        g_ptr_array_add(outlets, outlet);
        g_array_append_val(weights, weight);
    }
    if (outlets->len == 0)
        return fail_null(error, ERROR_BAD_INPUT, "no mail server is named: set \"smarthost\"");
    g_ptr_array_set_free_func(outlets, NULL); /* they are the spread's now */
    if (outlets->len == 1)
        return g_ptr_array_index(outlets, 0);
    return outlet_spread_new((Outlet *const *)outlets->pdata,
                             (const guint *)(gconstpointer)weights->data, outlets->len);
}

Outlet *
deliver_outlet(const Settings *settings, GError **error)
{
    const char *kind = settings_text(settings, SETTING_MAIL_OUTLET);
    const char *maildir = settings_text(settings, SETTING_MAIL_MAILDIR);

    if (g_str_equal(kind, "null"))
        return outlet_null_new();
    if (g_str_equal(kind, "smtp"))
        return smart_hosts(settings, error);
    if (*maildir == '\0') {
        fail(error, ERROR_BAD_INPUT, "mail goes to a Maildir, and none is named");
        fail_hint(error, "set \"maildir\" in [mail]");
        return NULL;
    }
    return outlet_maildir_new(maildir, error);
}
