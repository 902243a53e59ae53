/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlet-smtp - mail out to one server over SMTP (RFC 5321, 3207, 4954, 2920, 3030, 1870)
 *
 * Checks the settings once, then opens a connection for each session. A password is never sent
 * where somebody could read it: a setting that would is refused here.
 */
#include <string.h>
#include <unistd.h>

#include <auth-client.h>

#include "base/error.h"

#include "wire/relay.h"

static gboolean
smtp_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error)
{
    Relay *relay = (Relay *)outlet;

    int fd = relay_connect(relay, error);
    if (fd < 0)
        return FALSE;
    gboolean ok = relay_greeting(relay, fd, error) && relay_run(relay, fd, feed, delivered, error);
    close(fd);
    return ok;
}

static void
smtp_free(Outlet *outlet)
{
    Relay *relay = (Relay *)outlet;

    SSL_CTX_free(relay->tls);
    if (relay->password != NULL)
        explicit_bzero(relay->password, strlen(relay->password));
    g_free(relay->password);
    g_free(relay->user);
    g_free(relay->helo);
    g_free(relay->host);
    g_free(relay);
}

static gboolean
is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           g_str_has_prefix(host, "127.");
}

/* Goes into an SMTP command, or to the resolver, as it stands. */
static gboolean
is_host(const char *text)
{
    if (text == NULL || *text == '\0' || strlen(text) > 255)
        return FALSE;
    for (const char *p = text; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr(".-_:[]%", *p) == NULL)
            return FALSE;
    return TRUE;
}

static gboolean
settings_check(const SmtpSettings *settings, GError **error)
{
    if (!is_host(settings->host)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is not a mail server's name or address",
             settings->host != NULL ? settings->host : "");
        return fail_hint(error, "give a name such as mail.example.org, or an address");
    }
    if (settings->helo != NULL && !is_host(settings->helo))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is not a name to give at EHLO", settings->helo);
    if (settings->command_timeout != 0 && settings->command_timeout < 1000)
        return fail(error, ERROR_BAD_INPUT, "a command timeout of %u ms is less than a second",
                    settings->command_timeout);
    if (settings->user == NULL)
        return TRUE;
    if (settings->password == NULL)
        return fail(error, ERROR_BAD_INPUT, "the mail server's user \"%s\" has no password",
                    settings->user);
    if (settings->starttls != STARTTLS_REQUIRE && !is_loopback(settings->host)) {
        fail(error, ERROR_BAD_INPUT, "cannot send a password to \"%s\" without TLS",
             settings->host);
        return fail_hint(error, "require STARTTLS, or leave the user out");
    }
    return TRUE;
}

static gpointer
auth_prepare(gpointer unused)
{
    auth_client_init();
    return NULL;
}

Outlet *
outlet_smtp_new(const SmtpSettings *settings, GError **error)
{
    static GOnce once = G_ONCE_INIT;

    if (!settings_check(settings, error))
        return NULL;
    Relay *relay = g_new0(Relay, 1);
    relay->outlet.name = "smtp";
    relay->outlet.session = smtp_session;
    relay->outlet.free = smtp_free;
    gsize length = strlen(settings->host);
    relay->host = settings->host[0] == '[' && settings->host[length - 1] == ']'
                      ? g_strndup(settings->host + 1, length - 2)
                      : g_strdup(settings->host);
    relay->helo = g_strdup(settings->helo != NULL ? settings->helo : g_get_host_name());
    relay->user = g_strdup(settings->user);
    relay->password = g_strdup(settings->password);
    relay->port = settings->port != 0 ? settings->port : 25;
    relay->starttls = settings->starttls;
    relay->connect_timeout = settings->connect_timeout != 0 ? settings->connect_timeout : 30000;
    relay->command_timeout = settings->command_timeout != 0 ? settings->command_timeout : 300000;
    relay->messages_per_session =
        settings->messages_per_session != 0 ? settings->messages_per_session : 100;
    if (relay->starttls != STARTTLS_OFF) {
        relay->tls = relay_tls(relay->host, relay->starttls, settings->ca_file, error);
        if (relay->tls == NULL) {
            smtp_free(&relay->outlet);
            return NULL;
        }
    }
    g_once(&once, auth_prepare, NULL);
    return &relay->outlet;
}
