/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smart-host - the mail servers that [mail] smarthost names; see smart-host.h */
#include "base/smart-host.h"

#include <string.h>

#include <gio/gio.h>

#include "base/error.h"
#include "base/nearest.h"
#include "base/rate.h"

#define MOST_CONNECTIONS 1000
#define MOST_MESSAGES 10000
#define MOST_WEIGHT 1000

static void
smart_host_free(gpointer data)
{
    SmartHost *host = data;

    g_free(host->name);
    g_free(host->host);
    g_free(host->rate_text);
    g_free(host);
}

static gboolean
read_number(const char *name, const char *text, guint64 most, guint *number, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    guint64 value;

    if (g_ascii_string_to_unsigned(text, 10, 1, most, &value, &trouble)) {
        *number = (guint)value;
        return TRUE;
    }
    if (!g_error_matches(trouble, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS))
        return fail(error, ERROR_BAD_INPUT, "%s is \"%s\", which is not a number", name, text);
    fail(error, ERROR_BAD_INPUT, "%s is %s, which is out of range", name, text);
    return fail_hint(error, "it goes from 1 to %" G_GUINT64_FORMAT, most);
}

/* Of a name, or of an address: nothing that stands between several, or in a URL. */
static gboolean
is_host(const char *name)
{
    if (g_hostname_is_ip_address(name))
        return TRUE;
    for (const char *p = name; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr(".-_", *p) == NULL)
            return FALSE;
    return *name != '\0';
}

/* HOST, HOST:PORT, either with *WEIGHT behind it. */
static gboolean
read_place(SmartHost *host, char *text, GError **error)
{
    char *star = strchr(text, '*');

    if (star != NULL)
        *star = '\0';
    g_autoptr(GSocketConnectable) parsed =
        *text != '\0' ? g_network_address_parse(text, 25, NULL) : NULL;
    const char *name =
        parsed != NULL ? g_network_address_get_hostname(G_NETWORK_ADDRESS(parsed)) : NULL;
    if (name == NULL || !is_host(name)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no HOST:PORT", text);
        return fail_hint(error, "write mail.example.org:25, and commas between several");
    }
    host->host = g_strdup(name);
    host->port = g_network_address_get_port(G_NETWORK_ADDRESS(parsed));
    host->name =
        g_strdup_printf(strchr(name, ':') != NULL ? "[%s]:%u" : "%s:%u", host->host, host->port);
    return star == NULL || read_number("a weight", star + 1, MOST_WEIGHT, &host->weight, error);
}

static gboolean
read_limit(SmartHost *host, const char *word, GError **error)
{
    static const char *const names[] = {"connections", "messages", "rate", NULL};
    const char *equals = strchr(word, '=');
    g_autofree char *name = equals != NULL ? g_strndup(word, (gsize)(equals - word)) : NULL;
    const char *known = nearest_name(name != NULL ? name : word, names);
    gboolean exact = known != NULL && g_str_equal(known, name != NULL ? name : word);

    if (!exact) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no limit of a mail server",
             name != NULL ? name : word);
        if (known != NULL)
            return fail_hint(error, "did you mean \"%s\"?", known);
        return fail_hint(error,
                         "they are connections=8, messages=100 and rate=200/min; a weight is "
                         "written HOST:PORT*3");
    }
    if (name == NULL) {
        fail(error, ERROR_BAD_INPUT, "%s has no number", word);
        return fail_hint(error, "write %s=%s, without a blank", word,
                         known == names[2] ? "200/min" : "8");
    }
    guint *number = known == names[0]   ? &host->connections
                    : known == names[1] ? &host->messages
                                        : &host->rate;
    if (*number != 0)
        return fail(error, ERROR_BAD_INPUT, "%s is given twice", name);
    if (known == names[2]) {
        host->rate_text = g_strdup(equals + 1);
        return rate_read(host->rate_text, &host->rate, &host->period, error);
    }
    return read_number(name, equals + 1, known == names[0] ? MOST_CONNECTIONS : MOST_MESSAGES,
                       number, error);
}

static gboolean
read_host(SmartHost *host, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    guint n = 0;

    host->weight = 1;
    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            continue;
        if (!(n == 0 ? read_place(host, words[i], error) : read_limit(host, words[i], error)))
            return FALSE;
        n++;
    }
    if (n > 0)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "a mail server is missing beside a comma");
    return fail_hint(error, "write mail.example.org:25, and commas between several");
}

GPtrArray *
smart_hosts_read(const char *text, GError **error)
{
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(smart_host_free);
    g_auto(GStrv) texts = g_strsplit(text, ",", -1);
    gboolean empty = text[strspn(text, " \t")] == '\0';

    for (guint i = 0; !empty && texts[i] != NULL; i++) {
        SmartHost *host = g_new0(SmartHost, 1);
        g_ptr_array_add(hosts, host);
        if (!read_host(host, texts[i], error))
            return NULL;
        for (guint k = 0; k < i; k++)
            if (g_ascii_strcasecmp(((SmartHost *)hosts->pdata[k])->name, host->name) == 0) {
                fail(error, ERROR_BAD_INPUT, "the mail server %s is named twice", host->name);
                fail_hint(error, "a weight gives it a larger share: %s*2", host->name);
                return NULL;
            }
    }
    return g_steal_pointer(&hosts);
}
