/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * catalogue - the translation of what templates say into one language
 *
 * A reader of the .po format as the GNU gettext manual describes it ("The Format of PO Files"):
 * line by line, one entry after the other into a hash. Either the whole file is understood or
 * nothing is returned, with the line that is wrong.
 */
#include "page/catalogue.h"

#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

struct Catalogue {
    GHashTable *texts; /* collapsed msgid -> msgstr */
};

typedef enum { PART_NONE, PART_CONTEXT, PART_ID, PART_PLURAL, PART_TEXT, PART_TEXT_LAST } Part;

typedef struct {
    Catalogue *catalogue;
    const char *name;
    guint line;
    gboolean fuzzy;
    Part part;                          /* what a continuation line is added to */
    GString *parts[PART_TEXT_LAST + 1]; /* NULL until the entry has it */
} Reader;

char *
catalogue_key(const char *msgid, gsize size)
{
    GString *key = g_string_sized_new(size);
    gboolean space = FALSE;

    for (gsize i = 0; i < size; i++) {
        if (strchr(" \t\r\n", msgid[i]) != NULL && msgid[i] != '\0') {
            space = key->len > 0;
            continue;
        }
        if (space)
            g_string_append_c(key, ' ');
        space = FALSE;
        g_string_append_c(key, msgid[i]);
    }
    return g_string_free(key, FALSE);
}

static gboolean
reader_fail(const Reader *reader, GError **error, const char *what)
{
    return fail(error, ERROR_BAD_INPUT, "cannot read \"%s\", line %u: %s", reader->name,
                reader->line, what);
}

static void
reader_forget(Reader *reader)
{
    for (Part part = PART_CONTEXT; part <= PART_TEXT_LAST; part++) {
        if (reader->parts[part] != NULL)
            g_string_free(reader->parts[part], TRUE);
        reader->parts[part] = NULL;
    }
    reader->part = PART_NONE;
    reader->fuzzy = FALSE;
}

static void
keep(Reader *reader, const GString *id, const GString *text)
{
    if (id->len == 0 || text->len == 0)
        return;
    g_autofree char *key = catalogue_key(id->str, id->len);
    const GString *context = reader->parts[PART_CONTEXT];
    if (context != NULL) {
        char *whole = g_strconcat(context->str, "\004", key, NULL);
        g_free(key);
        key = whole;
    }
    g_hash_table_insert(reader->catalogue->texts, g_steal_pointer(&key), g_strdup(text->str));
}

/* Ends an entry: a new one begins, or the file is over. */
static gboolean
reader_finish(Reader *reader, GError **error)
{
    const GString *id = reader->parts[PART_ID];
    const GString *plural = reader->parts[PART_PLURAL];
    const GString *text = reader->parts[PART_TEXT];
    const GString *last = reader->parts[PART_TEXT_LAST];

    if (id == NULL && reader->parts[PART_CONTEXT] == NULL)
        return TRUE;
    if (id == NULL)
        return reader_fail(reader, error, "msgctxt without msgid");
    if (text == NULL)
        return reader_fail(reader, error, "msgid without msgstr before it");
    if (!reader->fuzzy) {
        keep(reader, id, text);
        if (plural != NULL)
            keep(reader, plural, last != NULL ? last : text);
    }
    reader_forget(reader);
    if (g_hash_table_size(reader->catalogue->texts) > CATALOGUE_MESSAGES_MAX)
        return reader_fail(reader, error, "too many messages");
    return TRUE;
}

/* Adds the quoted string at `at` to the current part. */
static gboolean
read_quoted(Reader *reader, const char *at, GError **error)
{
    GString *into = reader->parts[reader->part];

    if (*at++ != '"')
        return reader_fail(reader, error, "a text in double quotes is missing");
    for (; *at != '"'; at++) {
        if (*at == '\0')
            return reader_fail(reader, error, "the closing quote is missing");
        if (*at != '\\') {
            g_string_append_c(into, *at);
            continue;
        }
        static const char escapes[] = "n\nt\tr\r\"\"\\\\a\ab\bf\fv\v";
        at++;
        gsize i = 0;
        while (escapes[i] != '\0' && escapes[i] != *at)
            i += 2;
        if (escapes[i] == '\0')
            return reader_fail(reader, error, "an unknown escape follows the backslash");
        g_string_append_c(into, escapes[i + 1]);
    }
    for (at++; *at == ' ' || *at == '\t'; at++)
        continue;
    if (*at != '\0')
        return reader_fail(reader, error, "there is more after the closing quote");
    return TRUE;
}

/* Opens `part` and reads its first string. */
static gboolean
read_part(Reader *reader, Part part, const char *at, GError **error)
{
    if (reader->parts[part] != NULL && part != PART_TEXT_LAST)
        return reader_fail(reader, error, "the entry has this line twice");
    if (reader->parts[part] != NULL)
        g_string_truncate(reader->parts[part], 0); /* msgstr[2] after msgstr[1]: the last wins */
    else
        reader->parts[part] = g_string_new(NULL);
    reader->part = part;
    return read_quoted(reader, at + strspn(at, " \t"), error);
}

static gboolean
read_keyword(Reader *reader, const char *line, GError **error)
{
    static const struct {
        const char *word;
        Part part;
    } words[] = {
        {"msgctxt", PART_CONTEXT}, {"msgid_plural", PART_PLURAL}, {"msgid", PART_ID},
        {"msgstr[0]", PART_TEXT},  {"msgstr[", PART_TEXT_LAST},   {"msgstr", PART_TEXT},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!g_str_has_prefix(line, words[i].word))
            continue;
        const char *at = line + strlen(words[i].word);
        if (words[i].part == PART_TEXT_LAST) {
            at += strspn(at, "0123456789");
            if (*at++ != ']')
                return reader_fail(reader, error, "msgstr[ wants a number and ]");
        }
        gboolean opens = words[i].part == PART_CONTEXT ||
                         (words[i].part == PART_ID && reader->part != PART_CONTEXT);
        if (opens && !reader_finish(reader, error))
            return FALSE;
        if (words[i].part >= PART_PLURAL && reader->parts[PART_ID] == NULL)
            return reader_fail(reader, error, "there is no msgid before it");
        return read_part(reader, words[i].part, at, error);
    }
    reader_fail(reader, error, "this is neither a comment, a keyword nor a quoted text");
    return fail_hint(error, "an entry is a line msgid \"...\" and a line msgstr \"...\"");
}

static gboolean
read_line(Reader *reader, const char *line, GError **error)
{
    line += strspn(line, " \t");
    if (*line == '\0')
        return TRUE;
    if (*line == '#') {
        /* A comment stands before its entry: the entry so far is over. */
        if (reader->parts[PART_TEXT] != NULL && !reader_finish(reader, error))
            return FALSE;
        if (line[1] == ',' && strstr(line, "fuzzy") != NULL)
            reader->fuzzy = TRUE;
        return TRUE;
    }
    if (*line == '"') {
        if (reader->part == PART_NONE)
            return reader_fail(reader, error, "a quoted text without a keyword before it");
        return read_quoted(reader, line, error);
    }
    return read_keyword(reader, line, error);
}

Catalogue *
catalogue_parse(const char *name, const char *po, gsize size, GError **error)
{
    if (size > CATALOGUE_SIZE_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "cannot read \"%s\": over %d bytes", name,
                         CATALOGUE_SIZE_MAX);
    if (!g_utf8_validate_len(po, size, NULL)) {
        fail(error, ERROR_BAD_INPUT, "cannot read \"%s\": it is not UTF-8", name);
        fail_hint(error, "msgconv --to-code=UTF-8 converts a catalogue");
        return NULL;
    }

    g_autoptr(Catalogue) catalogue = g_new0(Catalogue, 1);
    catalogue->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Reader reader = {.catalogue = catalogue, .name = name};
    gboolean good = TRUE;

    for (const char *at = po, *end = po + size; good && at < end;) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        gsize length = stop != NULL ? (gsize)(stop - at) : (gsize)(end - at);
        if (reader.line == 0 && length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) {
            at += 3; /* a byte order mark */
            length -= 3;
        }
        g_autofree char *line = g_strndup(at, length);
        g_strchomp(line);
        reader.line++;
        good = read_line(&reader, line, error);
        at += length + 1;
    }
    good = good && reader_finish(&reader, error);
    reader_forget(&reader);
    return good ? g_steal_pointer(&catalogue) : NULL;
}

Catalogue *
catalogue_open(const char *file, GError **error)
{
    g_autofree char *po = NULL;
    gsize size = 0;
    g_autoptr(GError) reason = NULL;

    if (!g_file_get_contents(file, &po, &size, &reason))
        return fail_null(error, error_kind(reason), "could not read the catalogue: %s",
                         reason->message);
    return catalogue_parse(file, po, size, error);
}

void
catalogue_free(Catalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    g_hash_table_unref(catalogue->texts);
    g_free(catalogue);
}

const char *
catalogue_lookup(const Catalogue *catalogue, const char *key)
{
    return catalogue != NULL ? g_hash_table_lookup(catalogue->texts, key) : NULL;
}

const char *
catalogue_text(const Catalogue *catalogue, const char *msgid)
{
    if (catalogue == NULL)
        return msgid;
    g_autofree char *key = catalogue_key(msgid, strlen(msgid));
    const char *text = catalogue_lookup(catalogue, key);
    return text != NULL ? text : msgid;
}
