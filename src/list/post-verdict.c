/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-verdict - what our own mail server found out about a mail
 *
 * RFC 8601. With dmarc=pass or dmarc=fail (RFC 9989) the case is settled. Without either, which is
 * what a domain without a policy gives, a DKIM signature or SPF of the author's own domain vouches
 * too. A verdict of a filter only ever counts against a mail, so forging one helps nobody.
 */
#include "list/post-verdict.h"

#include <string.h>

#include "base/address.h"
#include "mime/field.h"

const char *const post_verdict_names[] = {"X-Spam",
                                          "X-Spam-Flag",
                                          "X-Spam-Status",
                                          "X-Spam-Score",
                                          "X-Spam-Level",
                                          "X-Spam-Report",
                                          "X-Spam-Bar",
                                          "X-Spamd-Bar",
                                          "X-Spamd-Result",
                                          "X-Spam-Checker-Version",
                                          NULL};

/* --- authentication --- */

/* `value` without comments (RFC 5322, 3.2.2) and with each quoted string as its content, in lower
 * case. What a quoted string holds cannot be taken for a separator: those become "_". */
static char *
plain(const char *value)
{
    GString *out = g_string_new(NULL);
    gboolean quoted = FALSE;
    guint depth = 0;

    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '\\' && (quoted || depth > 0) && p[1] != '\0')
            p++;
        else if (depth == 0 && *p == '"') {
            quoted = !quoted;
            continue;
        } else if (!quoted && *p == '(') {
            depth++;
            continue;
        } else if (!quoted && depth > 0 && *p == ')') {
            depth--;
            continue;
        }
        if (depth > 0)
            continue;
        if (quoted)
            g_string_append_c(out, strchr("; =\t", *p) != NULL ? '_' : g_ascii_tolower(*p));
        else
            g_string_append_c(out, g_ascii_tolower(*p));
    }
    return g_string_free(out, FALSE);
}

/* One is the other or lies beneath it. A single label vouches for nobody. */
static gboolean
domains_agree(const char *a, const char *b)
{
    gsize m = strlen(a), n = strlen(b);
    const char *longer = m > n ? a : b, *shorter = m > n ? b : a;
    gsize above = MAX(m, n) - MIN(m, n);

    if (strchr(shorter, '.') == NULL || !g_str_has_suffix(longer, shorter))
        return FALSE;
    return above == 0 || longer[above - 1] == '.';
}

/* The value of "method=" or of a property in one result, "" when it has none. */
static char *
value_of(char **words, const char *name)
{
    gsize size = strlen(name);

    for (guint i = 0; words[i] != NULL; i++)
        if (strncmp(words[i], name, size) == 0 && words[i][size] == '=')
            return words[i] + size + 1;
    return (char *)"";
}

static const char *
domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at != NULL ? at + 1 : address;
}

/* Whether one result ("dkim=pass header.d=example.org") vouches for `domain`. */
static gboolean
vouches(char **words, const char *domain)
{
    if (g_str_equal(value_of(words, "dkim"), "pass"))
        return domains_agree(domain, value_of(words, "header.d")) ||
               domains_agree(domain, domain_of(value_of(words, "header.i")));
    return g_str_equal(value_of(words, "spf"), "pass") &&
           domains_agree(domain, domain_of(value_of(words, "smtp.mailfrom")));
}

/* Whether DMARC's result is about `domain`: where a From names two authors, or there are two, a
 * server may have judged the other one. */
static gboolean
is_about(char **words, const char *domain)
{
    const char *from = domain_of(value_of(words, "header.from"));

    return *from == '\0' || (domain != NULL && domains_agree(domain, from));
}

static PostAuthor
read_results(char **results, const char *domain)
{
    PostAuthor author = AUTHOR_UNKNOWN;

    for (guint i = 1; results[i] != NULL; i++) {
        g_auto(GStrv) words = g_strsplit_set(results[i], " \t", -1);
        const char *dmarc = value_of(words, "dmarc");
        if (g_str_equal(dmarc, "pass") && is_about(words, domain))
            return AUTHOR_VERIFIED;
        if (g_str_equal(dmarc, "fail"))
            return AUTHOR_FORGED;
        if (domain != NULL && vouches(words, domain))
            author = AUTHOR_VERIFIED;
    }
    return author;
}

static PostAuthor
read_author(const Mail *mail, const char *authserv_id)
{
    g_autofree char *ours = g_ascii_strdown(authserv_id, -1);
    g_autofree char *key = mail->from_address != NULL ? address_fold(mail->from_address) : NULL;

    for (guint i = 0; i < mail->n_headers; i++) {
        if (g_ascii_strcasecmp(mail->headers[i].name, "Authentication-Results") != 0)
            continue;
        g_autofree char *text = plain(mail->headers[i].value);
        g_auto(GStrv) results = g_strsplit(text, ";", -1);
        if (results[0] == NULL)
            continue;
        /* A version may follow the name. */
        g_auto(GStrv) words = g_strsplit_set(g_strstrip(results[0]), " \t", 2);
        if (g_strcmp0(words[0], ours) == 0)
            return read_results(results, key != NULL ? domain_of(key) : NULL);
    }
    return AUTHOR_UNKNOWN;
}

/* --- filters --- */

/* The number that `text` begins with, in hundredths; FALSE when it begins with none. */
static gboolean
read_score(const char *text, gint64 *score)
{
    char *end;
    gdouble value = g_ascii_strtod(text, &end);

    if (end == text || !(value > -1e6 && value < 1e6))
        return FALSE;
    *score = (gint64)(value * 100 + (value < 0 ? -0.5 : 0.5));
    return TRUE;
}

static gboolean
says_yes(const char *value)
{
    return g_ascii_strncasecmp(value, "yes", 3) == 0 || g_ascii_strncasecmp(value, "true", 4) == 0;
}

/* "default: True [12.30 / 15.00]; ..." is rspamd's, "Yes, score=7.4 required=5.0" SpamAssassin's.
 */
static void
read_filter(const char *name, const char *value, PostVerdictHeaders *found)
{
    const char *score = NULL;

    if (g_ascii_strcasecmp(name, "X-Spam") == 0 || g_ascii_strcasecmp(name, "X-Spam-Flag") == 0) {
        found->spam |= says_yes(value);
    } else if (g_ascii_strcasecmp(name, "X-Spam-Status") == 0) {
        found->spam |= says_yes(value);
        score = strstr(value, "score=");
        score = score != NULL ? score + strlen("score=") : NULL;
    } else if (g_ascii_strcasecmp(name, "X-Spamd-Result") == 0) {
        const char *colon = strchr(value, ':');
        found->spam |= colon != NULL && says_yes(colon + 1 + strspn(colon + 1, " "));
        score = strchr(value, '[');
        score = score != NULL ? score + 1 : NULL;
    } else if (g_ascii_strcasecmp(name, "X-Spam-Score") == 0) {
        score = value;
    }
    if (score != NULL && !found->has_score)
        found->has_score = read_score(score, &found->score);
}

PostVerdictHeaders
post_verdict_read(const Mail *mail, const char *authserv_id)
{
    PostVerdictHeaders found = {.author = AUTHOR_UNKNOWN};

    if (*authserv_id == '\0')
        return found;
    found.author = read_author(mail, authserv_id);
    for (guint i = 0; i < mail->n_headers; i++)
        read_filter(mail->headers[i].name, mail->headers[i].value, &found);
    return found;
}

gboolean
post_verdict_names_author(const PostVerdictHeaders *verdict, const Mail *mail,
                          const char *authserv_id)
{
    if (mail->from_address == NULL)
        return FALSE;
    return *authserv_id == '\0' || verdict->author == AUTHOR_VERIFIED ||
           field_mailbox_is_alone(mail->from_raw);
}
