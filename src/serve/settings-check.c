/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings-check - a parser for each setting that is a text; see settings-check.h */
#include "serve/settings-check.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "base/error.h"
#include "base/listen.h"
#include "base/smart-host.h"
#include "dns/dns.h"
#include "http/forwarded.h"
#include "news/sending.h"
#include "store/store.h"

/* The checks below refuse with what is allowed: it becomes the hint. */
static gboolean
refuse(GError **error, const char *allowed)
{
    return fail(error, ERROR_SETTINGS, "%s", allowed);
}

static gboolean
is_given(const char *text, GError **error)
{
    return *text != '\0' || refuse(error, "it cannot be empty");
}

static gboolean
is_path(const char *text, GError **error)
{
    return g_path_is_absolute(text) || refuse(error, "it is a path that begins with /");
}

static gboolean
is_path_or_empty(const char *text, GError **error)
{
    return *text == '\0' || is_path(text, error);
}

static gboolean
is_role(const char *text, GError **error)
{
    return (*text != '\0' && strlen(text) < 64) ||
           refuse(error, "it is the name of a database role, of at most 63 bytes");
}

/* Only root becomes somebody else: for all others the name means nothing. */
static gboolean
is_user(const char *text, GError **error)
{
    const struct passwd *user = *text != '\0' && geteuid() == 0 ? getpwnam(text) : NULL;

    if (*text == '\0' || geteuid() != 0 || (user != NULL && user->pw_uid != 0))
        return TRUE;
    return refuse(error, user == NULL
                             ? "this machine has no such user: make it (useradd --system), "
                               "or name another"
                             : "it is an unprivileged user");
}

static gboolean
is_domain(const char *text, GError **error)
{
    g_autofree char *somebody = g_strconcat("x@", text, NULL);

    return g_str_equal(text, "localhost") || address_is_valid(somebody, NULL) ||
           refuse(error, "it is a domain that mail comes to, such as lists.example.org");
}

/* A name, or an address in brackets (RFC 5321, 4.1.3). */
static gboolean
is_hostname(const char *text, GError **error)
{
    static const char allowed[] = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-[]:";

    return strspn(text, allowed) == strlen(text) ||
           refuse(error, "it is the name of a host, such as mail.example.org, or empty");
}

static gboolean
is_authserv_id(const char *text, GError **error)
{
    return strpbrk(text, " \t;()<>\"@,") == NULL ||
           refuse(error, "it is one word, as in \"Authentication-Results: mx.example.org; ...\"");
}

static gboolean
is_dns_server(const char *text, GError **error)
{
    return dns_server_is_valid(text) ||
           refuse(error, "it is an address such as 192.0.2.53, or 127.0.0.1@5353 with a port; "
                         "none; or empty");
}

static gboolean
are_smart_hosts(const char *text, GError **error)
{
    g_autoptr(GPtrArray) hosts = smart_hosts_read(text, error);

    return hosts != NULL && (hosts->len > 0 || refuse(error, "it names at least one"));
}

static gboolean
is_time_zone(const char *text, GError **error)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(text);

    return zone != NULL || refuse(error, "it is a name like Europe/Paris or UTC, and the package "
                                         "tzdata has them");
}

static gboolean
are_proxies(const char *text, GError **error)
{
    g_autoptr(HttpProxies) proxies = http_proxies_read(text, error);

    return proxies != NULL;
}

static gboolean
are_addresses(const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);

    for (guint i = 0; words[i] != NULL; i++)
        if (!address_is_valid(g_strstrip(words[i]), NULL))
            return refuse(error, "it is addresses, separated by commas, such as "
                                 "fbl-orange@lists.example.org, or empty");
    return TRUE;
}

static gboolean
is_window(const char *text, GError **error)
{
    g_autoptr(Sending) sending = sending_new("UTC");

    return sending_read_window(sending, text, error);
}

static const struct {
    Setting setting;
    gboolean (*is_good)(const char *text, GError **error);
} checks[] = {
    {SETTING_DATABASE, store_check_database},
    {SETTING_DATABASE_OWNER, is_role},
    {SETTING_DATABASE_ENGINE, is_role},
    {SETTING_DATABASE_SITE, is_role},
    {SETTING_CLUSTER_USER, is_user},
    {SETTING_PG_BINDIR, is_path_or_empty},
    {SETTING_DATA, is_path},
    {SETTING_TEMPLATES, is_path},
    {SETTING_MAIL_DOMAIN, is_domain},
    {SETTING_MAIL_HOSTNAME, is_hostname},
    {SETTING_MAIL_AUTHSERV_ID, is_authserv_id},
    {SETTING_MAIL_DNS, is_dns_server},
    {SETTING_MAIL_SMARTHOST, are_smart_hosts},
    {SETTING_MAIL_CA_FILE, is_path_or_empty},
    {SETTING_MAIL_PASSWORD_FILE, is_path_or_empty},
    {SETTING_MAIL_MAILDIR, is_path_or_empty},
    {SETTING_MAIL_WINDOW, is_window},
    {SETTING_LMTP_LISTEN, listen_check},
    {SETTING_SITE_NAME, is_given},
    {SETTING_SITE_LISTEN, listen_check},
    {SETTING_SITE_TIMEZONE, is_time_zone},
    {SETTING_SITE_PROXIES, are_proxies},
    {SETTING_BOUNCE_FEEDBACK, are_addresses},
};

gboolean
settings_check(const Settings *settings, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
        g_autoptr(GError) why = NULL;
        if (checks[i].is_good(settings_text(settings, checks[i].setting), &why))
            continue;
        const char *hint = error_hint(why);
        return settings_fail(settings, checks[i].setting, error, "%s%s%s", why->message,
                             hint != NULL ? ": " : "", hint != NULL ? hint : "");
    }
    if (g_str_equal(settings_text(settings, SETTING_MAIL_OUTLET), "maildir") &&
        *settings_text(settings, SETTING_MAIL_MAILDIR) == '\0')
        return settings_fail(settings, SETTING_MAIL_MAILDIR, error,
                             "with outlet = maildir it is the directory where mail goes");
    return TRUE;
}
