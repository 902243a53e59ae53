/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver-outlet - the outlet that the settings ask for */
#include <gio/gio.h>

#include "base/error.h"

#include "serve/deliver-worker.h"

static const char *
or_null(const char *text)
{
    return *text != '\0' ? text : NULL;
}

static Outlet *
smtp(const Settings *settings, GError **error)
{
    const char *smarthost = settings_text(settings, SETTING_MAIL_SMARTHOST);
    const char *starttls = settings_text(settings, SETTING_MAIL_STARTTLS);
    g_autoptr(GSocketConnectable) address = g_network_address_parse(smarthost, 25, NULL);

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
        .password = settings_text(settings, SETTING_MAIL_PASSWORD),
        .connect_timeout = (guint)settings_number(settings, SETTING_MAIL_CONNECT_TIMEOUT) * 1000,
        .command_timeout = (guint)settings_number(settings, SETTING_MAIL_TIMEOUT) * 1000,
        .messages_per_session = (guint)settings_number(settings, SETTING_MAIL_SESSION_MESSAGES),
    };
    return outlet_smtp_new(&smtp, error);
}

Outlet *
deliver_outlet(const Settings *settings, GError **error)
{
    const char *kind = settings_text(settings, SETTING_MAIL_OUTLET);
    const char *maildir = settings_text(settings, SETTING_MAIL_MAILDIR);

    if (g_str_equal(kind, "null"))
        return outlet_null_new();
    if (g_str_equal(kind, "smtp"))
        return smtp(settings, error);
    if (*maildir == '\0') {
        fail(error, ERROR_BAD_INPUT, "mail goes to a Maildir, and none is named");
        fail_hint(error, "set \"maildir\" in [mail]");
        return NULL;
    }
    return outlet_maildir_new(maildir, error);
}
