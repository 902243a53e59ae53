/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * create - make a list
 *
 * Everything is checked here before the database is asked, so that what is wrong gets a sentence
 * and a hint; the table's constraints say the same for whoever comes another way.
 */
#include "list/draft.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "list/address.h"

enum { LETTERS_MIN = 2, LETTERS_MAX = 22 };

static const char *const kinds[] = {"discussion", "announce", "newsletter", NULL};
static const char *const fan_outs[] = {"own", "shared", NULL};
static const char *const languages[] = {"fr", "en", "br", NULL};

/* First segments of the site's own pages, and mailboxes that RFC 2142 gives a meaning to. */
static const char *const taken[] = {
    "abuse",     "address",  "api",        "archive",    "contribute",    "contributions",
    "editions",  "erase",    "hostmaster", "interests",  "mailer-daemon", "me",
    "metrics",   "noc",      "nobody",     "postmaster", "robots",        "root",
    "search",    "security", "sitemap",    "static",     "subscribe",     "territories",
    "webmaster", NULL};

static gboolean
fail_name(GError **error)
{
    return fail_hint(error,
                     "a name has %d to %d letters a-z, digits and hyphens, and begins and "
                     "ends with a letter or digit",
                     LETTERS_MIN, LETTERS_MAX);
}

gboolean
list_name_is_valid(const char *name, GError **error)
{
    gsize size = strlen(name);
    const char *suffix = list_address_suffix(name);

    if (size < LETTERS_MIN || size > LETTERS_MAX) {
        fail(error, ERROR_BAD_INPUT, "a list cannot be called \"%.80s\": %zu letter%s", name, size,
             size == 1 ? "" : "s");
        return fail_name(error);
    }
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != size || name[0] == '-' ||
        name[size - 1] == '-') {
        fail(error, ERROR_BAD_INPUT, "a list cannot be called \"%s\"", name);
        return fail_name(error);
    }
    if (suffix != NULL) {
        fail(error, ERROR_BAD_INPUT, "a list cannot be called \"%s\": \"%s\" is reserved", name,
             suffix);
        return fail_hint(error, "LIST%s is an address of the list called LIST", suffix);
    }
    if (g_strv_contains(taken, name)) {
        fail(error, ERROR_BAD_INPUT, "a list cannot be called \"%s\"", name);
        return fail_hint(error, "the site or the mail system uses that word; choose another");
    }
    return TRUE;
}

static gboolean
check_word(const char *what, const char *word, const char *const *words, GError **error)
{
    g_autofree char *all = g_strjoinv(", ", (char **)words);
    const char *nearest = nearest_name(word, words);

    if (g_strv_contains(words, word))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "there is no %s \"%s\"", what, word);
    if (nearest != NULL)
        return fail_hint(error, "did you mean \"%s\"?", nearest);
    return fail_hint(error, "it is one of: %s", all);
}

/* One line of UTF-8: a title or prefix with a control character in it could forge a header. */
static gboolean
check_line(const char *what, const char *text, GError **error)
{
    gboolean good = g_utf8_validate(text, -1, NULL);

    for (const char *p = text; good && *p != '\0'; p = g_utf8_next_char(p))
        good = !g_unichar_iscntrl(g_utf8_get_char(p));
    if (good)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "the %s holds a control character or is not UTF-8", what);
    return fail_hint(error, "give it as one line of text");
}

static gboolean
check_domain(const char *name, const char *domain, GError **error)
{
    g_autofree char *address = g_strconcat(name, "@", domain, NULL);

    if (address_is_valid(address, NULL))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "a list cannot be at \"%s\"", domain);
    return fail_hint(error, "give the domain its mail comes to, such as lists.example.org, with "
                            "--domain or as \"domain\" in [mail] of the settings");
}

gboolean
list_draft_check(const ListDraft *draft, const ListDraft *filled, GError **error)
{
    if (!list_name_is_valid(draft->name, error) ||
        !check_domain(draft->name, draft->domain, error) ||
        !check_word("kind of list", filled->kind, kinds, error) ||
        !check_word("language", filled->language, languages, error) ||
        !check_word("fan-out", filled->fan_out, fan_outs, error) ||
        !check_line("title", filled->title, error) || !check_line("prefix", filled->prefix, error))
        return FALSE;
    if (*filled->title == '\0') {
        fail(error, ERROR_BAD_INPUT, "the title is empty");
        return fail_hint(error, "give a title for people to read, with --title");
    }
    if (!g_utf8_validate(filled->description, -1, NULL))
        return fail(error, ERROR_BAD_INPUT, "the description is not UTF-8");
    for (const char *const *owner = draft->owners; owner != NULL && *owner != NULL; owner++)
        if (!address_is_valid(*owner, error))
            return FALSE;
    return TRUE;
}

gboolean
list_create(Store *store, const ListDraft *draft, gint64 *id, GError **error)
{
    const ListDraft filled = {
        .kind = draft->kind != NULL ? draft->kind : kinds[0],
        .language = draft->language != NULL ? draft->language : languages[0],
        .fan_out = draft->fan_out != NULL ? draft->fan_out : fan_outs[0],
        .title = draft->title != NULL ? draft->title : draft->name,
        .prefix = draft->prefix != NULL ? draft->prefix : "",
        .description = draft->description != NULL ? draft->description : "",
    };
    ListInsert row;

    if (!list_draft_check(draft, &filled, error))
        return FALSE;
    /* The domain as mail systems compare it: lower case, ASCII. */
    g_autofree char *somebody = g_strconcat("x@", draft->domain, NULL);
    g_autofree char *folded = address_fold(somebody);
    g_autoptr(Rows) rows =
        list_insert(store, draft->name, folded + 2, filled.kind, filled.title, filled.description,
                    filled.language, filled.prefix, !draft->is_private, filled.fan_out, error);
    if (rows == NULL)
        return FALSE;
    if (!list_insert_next(rows, &row)) {
        fail(error, ERROR_CONFLICT, "there is a list called \"%s\" already", draft->name);
        return fail_hint(error, "colporteur list show %s shows it", draft->name);
    }
    for (const char *const *owner = draft->owners; owner != NULL && *owner != NULL; owner++)
        if (!list_role_add(store, row.id, *owner, "owner", NULL, error))
            return FALSE;
    if (id != NULL)
        *id = row.id;
    return TRUE;
}
