/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver-outlet - the outlet that the settings ask for: one smart host or several, as one */
#include "serve/deliver-worker.h"

#include <string.h>

#include "base/error.h"
#include "base/smart-host.h"

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
        settings_fail(settings, SETTING_MAIL_PASSWORD_FILE, error,
                      "%s: let the user of the deliver role read it, and nobody else",
                      trouble->message);
        return NULL;
    }
    text[strcspn(text, "\r\n")] = '\0';
    return text;
}

static Outlet *
smtp(const Settings *settings, const SmartHost *host, const char *password, GError **error)
{
    const char *starttls = settings_text(settings, SETTING_MAIL_STARTTLS);
    guint session_messages = (guint)settings_number(settings, SETTING_MAIL_SESSION_MESSAGES);
    const SmtpSettings smtp = {
        .host = host->host,
        .port = host->port,
        .helo = or_null(settings_text(settings, SETTING_MAIL_HOSTNAME)),
        .starttls = g_str_equal(starttls, "require") ? STARTTLS_REQUIRE
                    : g_str_equal(starttls, "try")   ? STARTTLS_MAYBE
                                                     : STARTTLS_OFF,
        .ca_file = or_null(settings_text(settings, SETTING_MAIL_CA_FILE)),
        .user = or_null(settings_text(settings, SETTING_MAIL_USER)),
        .password = password,
        .connect_timeout = (guint)settings_number(settings, SETTING_MAIL_CONNECT_TIMEOUT) * 1000,
        .command_timeout = (guint)settings_number(settings, SETTING_MAIL_TIMEOUT) * 1000,
        .messages_per_session = host->messages != 0 ? host->messages : session_messages,
    };

    return outlet_smtp_new(&smtp, error);
}

static Outlet *
smart_hosts(const Settings *settings, GError **error)
{
    g_autoptr(GPtrArray) hosts =
        smart_hosts_read(settings_text(settings, SETTING_MAIL_SMARTHOST), error);
    g_autofree char *password = hosts != NULL ? read_password(settings, error) : NULL;
    g_autoptr(GPtrArray) outlets = g_ptr_array_new_with_free_func((GDestroyNotify)outlet_free);

    if (password == NULL)
        return NULL;
    for (guint i = 0; i < hosts->len; i++) {
        Outlet *outlet = smtp(settings, hosts->pdata[i], password, error);
        if (outlet == NULL)
            return NULL;
        g_ptr_array_add(outlets, outlet);
    }
    g_ptr_array_set_free_func(outlets, NULL); /* they are the spread's now */
    return outlet_spread_new((Outlet *const *)outlets->pdata, g_steal_pointer(&hosts));
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
    return outlet_maildir_new(maildir, error);
}
