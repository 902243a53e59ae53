/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - the addresses people have, checked and folded
 *
 * RFC 5321 section 4.5.3.1 for the lengths, RFC 5322 section 3.2.3 for atoms, RFC 1035 for labels,
 * RFC 3490 (through GLib) for domains in Unicode. Every loop is over one bounded string. A refusal
 * names the address with its control characters replaced, so that it can be logged as it is.
 */
#include "base/address.h"

#include <string.h>

#include "base/error.h"

/* Longest text looked at; an address in Unicode may be longer than its ASCII form. */
#define INPUT_MAX 1024

static gboolean
is_atom_char(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Letters stay as they were typed; what a terminal or a log would obey, or not show, is escaped. */
static char *
address_shown(const char *address)
{
    g_autofree char *valid = g_utf8_make_valid(address, (gssize)strnlen(address, 80));
    GString *shown = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isprint(c))
            g_string_append_printf(shown, "\\u%04X", c);
        else if (c == '"' || c == '\\')
            g_string_append_printf(shown, "\\%c", (char)c);
        else
            g_string_append_unichar(shown, c);
    }
    return g_string_free(shown, FALSE);
}

static gboolean
refuse(GError **error, const char *address, const char *why, const char *hint)
{
    g_autofree char *shown = address_shown(address);

    fail(error, ERROR_BAD_INPUT, "\"%s\" is not a mail address: %s", shown, why);
    return fail_hint(error, "%s", hint);
}

static const char *
local_fault(const char *local, gsize size)
{
    if (size == 0)
        return "nothing stands before the @";
    if (size > ADDRESS_LOCAL_MAX)
        return "more than 64 characters stand before the @";
    for (gsize i = 0; i < size; i++) {
        if (local[i] == '.') {
            if (i == 0 || i + 1 == size || local[i + 1] == '.')
                return "a dot is out of place before the @";
        } else if (!is_atom_char(local[i])) {
            return "a character before the @ cannot be there";
        }
    }
    return NULL;
}

static const char *
domain_fault(const char *domain)
{
    gsize size = strlen(domain);
    gsize label = 0;
    guint dots = 0;

    if (size == 0)
        return "nothing stands after the @";
    if (size > ADDRESS_DOMAIN_MAX)
        return "the domain is longer than 255 characters";
    for (gsize i = 0; i <= size; i++) {
        char c = domain[i];
        if (c == '.' || c == '\0') {
            gsize length = i - label;
            if (length == 0)
                return "a dot is out of place in the domain";
            if (length > 63)
                return "a label of the domain is longer than 63 characters";
            if (domain[label] == '-' || domain[i - 1] == '-')
                return "a label of the domain begins or ends with a hyphen";
            dots += c == '.';
            label = i + 1;
        } else if (!g_ascii_isalnum(c) && c != '-') {
            return "a character of the domain cannot be there";
        }
    }
    if (dots == 0)
        return "the domain has no dot";
    /* An all-digit last label is an IP address without its brackets. */
    const char *last = strrchr(domain, '.') + 1;
    if (strspn(last, "0123456789") == strlen(last))
        return "the domain is a number";
    return NULL;
}

/* The domain in ASCII lower case, or NULL. */
static char *
domain_fold(const char *domain)
{
    g_autofree char *ascii = NULL;

    if (!g_utf8_validate(domain, -1, NULL))
        return NULL;
    for (const char *p = domain; *p != '\0'; p++)
        if (*p > '\0' && (*p <= ' ' || *p == 0x7f))
            return NULL;
    ascii = g_hostname_to_ascii(domain);
    if (ascii == NULL || *ascii == '\0')
        return NULL;
    return g_ascii_strdown(ascii, -1);
}

gboolean
address_is_valid(const char *address, GError **error)
{
    g_autofree char *domain = NULL;
    const char *at;
    const char *fault;

    if (address == NULL || *address == '\0')
        return fail(error, ERROR_BAD_INPUT, "a mail address is empty");
    if (strnlen(address, INPUT_MAX + 1) > INPUT_MAX)
        return refuse(error, address, "it is too long",
                      "a mail address has at most 254 characters");
    at = strrchr(address, '@');
    if (at == NULL)
        return refuse(error, address, "it has no @", "write it as name@example.org");
    fault = local_fault(address, (gsize)(at - address));
    if (fault != NULL)
        return refuse(error, address, fault,
                      "write only the address, without name, blanks, quotes or brackets");
    domain = domain_fold(at + 1);
    fault = domain == NULL ? "the domain is not one" : domain_fault(domain);
    if (fault != NULL)
        return refuse(error, address, fault, "write the whole domain, as in name@example.org");
    if ((gsize)(at - address) + 1 + strlen(domain) > ADDRESS_MAX)
        return refuse(error, address, "it is too long",
                      "a mail address has at most 254 characters");
    return TRUE;
}

char *
address_fold(const char *address)
{
    g_autofree char *local = NULL;
    g_autofree char *domain = NULL;
    const char *at;

    if (address == NULL || strnlen(address, INPUT_MAX + 1) > INPUT_MAX)
        return NULL;
    at = strrchr(address, '@');
    if (at == NULL || at == address)
        return NULL;
    domain = domain_fold(at + 1);
    if (domain == NULL)
        return NULL;
    local = g_ascii_strdown(address, at - address);
    return g_strconcat(local, "@", domain, NULL);
}

char *
address_of_path(const char *path)
{
    const char *colon = *path == '@' ? strchr(path, ':') : NULL;
    g_autoptr(GString) local = g_string_new(NULL);

    if (colon != NULL)
        path = colon + 1;
    if (*path != '"')
        return g_strdup(path);
    const char *p = path + 1;
    for (; *p != '"' && *p != '\0'; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
        g_string_append_c(local, *p);
    }
    if (*p == '\0' || p[1] != '@' || local_fault(local->str, local->len) != NULL)
        return g_strdup(path);
    return g_strconcat(local->str, p + 1, NULL);
}
