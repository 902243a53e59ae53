/* SPDX-License-Identifier: GPL-3.0-or-later */
/* section - sections read from front matter and kept; the one error names file, line and word */
#include "news/section.h"

#include <string.h>

#include "base/error.h"
#include "people/interest.h"
#include "store/query.h"

#include "news/source-file.h"

static const char *const keys[] = {"title",      "for",         "local", "kind[]",
                                   "interest[]", "programme[]", "since", "order",
                                   "most",       "otherwise",   NULL};
static const char *const word_keys[] = {"title", "otherwise", NULL};
static const char *const reaches[] = {"everybody",   "commune",   "epci", "near",
                                      "departement", "interests", NULL};
static const char *const kinds[] = {"finding", "initiative", NULL};
static const char *const sorts[] = {"kind", "oldest", "newest", "title", "nearest", NULL};
static const char *const sinces[] = {"new", "last edition", "always", NULL};
static const char *const truths[] = {"yes", "no", NULL};

static void
section_free(gpointer data)
{
    Section *section = data;

    g_free(section->heading);
    g_free(section->reach);
    g_strfreev(section->kinds);
    g_clear_pointer(&section->interests, g_array_unref);
    g_strfreev(section->programmes);
    g_free(section->since);
    g_free(section->since_date);
    g_free(section->sort);
    g_free(section->otherwise);
    g_free(section);
}

/* The word of `key`, checked; `otherwise` when it is absent. */
static gboolean
read_word(const FrontMatter *map, const char *name, const char *key, const char *const *known,
          const char *otherwise, char **word, GError **error)
{
    const char *text = front_matter_text(map, key);

    *word = g_strdup(text != NULL ? text : otherwise);
    return text == NULL || source_file_check_word(map, name, key, text, known, error);
}

static gboolean
read_short(const FrontMatter *map, const char *name, const char *key, char **text, GError **error)
{
    *text = g_strdup(source_file_text(map, key));
    if (strlen(*text) <= SECTION_WORDS_MAX)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" has more than %d bytes", key, SECTION_WORDS_MAX);
    return source_file_blame(map, name, key, error);
}

/* YYYY-MM-DD */
static gboolean
is_date(const char *text)
{
    g_auto(GStrv) numbers = g_strsplit(text, "-", -1);
    guint64 year, month, day;

    return strlen(text) == 10 && g_strv_length(numbers) == 3 &&
           g_ascii_string_to_unsigned(numbers[0], 10, 1900, 9999, &year, NULL) &&
           g_ascii_string_to_unsigned(numbers[1], 10, 1, 12, &month, NULL) &&
           g_ascii_string_to_unsigned(numbers[2], 10, 1, 31, &day, NULL) &&
           g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static gboolean
read_since(const FrontMatter *map, const char *name, Section *section, GError **error)
{
    const char *text = source_file_text(map, "since");

    section->since_date = g_strdup(is_date(text) ? text : "");
    if (is_date(text)) {
        section->since = g_strdup("date");
        return TRUE;
    }
    if (!read_word(map, name, "since", sinces, "new", &section->since, error))
        return FALSE;
    g_strdelimit(section->since, " ", '-');
    return TRUE;
}

static gboolean
read_most(const FrontMatter *map, const char *name, Section *section, GError **error)
{
    const char *text = front_matter_text(map, "most");
    guint64 most = 0;

    if (text == NULL)
        return TRUE;
    if (!g_ascii_string_to_unsigned(text, 10, 1, 1000, &most, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no number from 1 to 1000", text);
        return source_file_blame(map, name, "most", error);
    }
    section->most = (int)most;
    return TRUE;
}

static gboolean
read_filters(Store *store, const FrontMatter *map, const char *name, Section *section,
             GError **error)
{
    section->kinds = g_strdupv((char **)front_matter_list(map, "kind"));
    section->programmes = g_strdupv((char **)front_matter_list(map, "programme"));
    section->interests = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (char **kind = section->kinds; *kind != NULL; kind++)
        if (!source_file_check_word(map, name, "kind", *kind, kinds, error))
            return FALSE;
    for (const char *const *slug = front_matter_list(map, "interest"); *slug != NULL; slug++) {
        gint64 id;
        if (!interest_find(store, *slug, &id, error)) {
            /* What is missing is missing in the file: that is where to mend it. */
            if (error != NULL && error_kind(*error) == ERROR_NOT_FOUND)
                (*error)->code = ERROR_BAD_INPUT;
            return source_file_blame(map, name, "interest", error);
        }
        g_array_append_val(section->interests, id);
    }
    return TRUE;
}

/* A programme that nothing belongs to is misspelt. */
static gboolean
check_programmes(Store *store, const FrontMatter *map, const char *name, const Section *section,
                 GError **error)
{
    NewsProgrammeUnknown row;

    if (section->programmes[0] == NULL)
        return TRUE;
    g_autoptr(Rows) rows =
        news_programme_unknown(store, (const char *const *)section->programmes, error);
    if (rows == NULL)
        return FALSE;
    if (!news_programme_unknown_next(rows, &row))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "no contribution belongs to a programme \"%s\"", row.name);
    return source_file_blame(map, name, "programme", error);
}

static gboolean
is_local_reach(const char *reach)
{
    return !g_str_equal(reach, "everybody") && !g_str_equal(reach, "interests");
}

static gboolean
section_read(Store *store, const FrontMatter *map, const char *name, Section *section,
             GError **error)
{
    g_autofree char *local = NULL;

    if (!front_matter_check_keys(map, keys, error))
        return source_file_blame(NULL, name, NULL, error);
    if (!read_short(map, name, "title", &section->heading, error) ||
        !read_short(map, name, "otherwise", &section->otherwise, error) ||
        !read_word(map, name, "for", reaches, "everybody", &section->reach, error) ||
        !read_word(map, name, "local", truths, "no", &local, error) ||
        !read_word(map, name, "order", sorts, is_local_reach(section->reach) ? "nearest" : "kind",
                   &section->sort, error) ||
        !read_since(map, name, section, error) || !read_most(map, name, section, error))
        return FALSE;
    section->local = g_str_equal(local, "yes");
    if (section->local && !g_str_equal(section->reach, "everybody")) {
        fail(error, ERROR_BAD_INPUT, "\"local\" is for sections that are for everybody");
        return source_file_blame(map, name, "local", error);
    }
    if (g_str_equal(section->sort, "nearest") && !is_local_reach(section->reach)) {
        fail(error, ERROR_BAD_INPUT, "\"nearest\" is no order of a section for %s", section->reach);
        return source_file_blame(map, name, "order", error);
    }
    return read_filters(store, map, name, section, error) &&
           check_programmes(store, map, name, section, error);
}

GPtrArray *
section_read_all(Store *store, const FrontMatter *matter, const char *name, GError **error)
{
    g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(section_free);

    for (const FrontMatter *const *map = front_matter_maps(matter, "sections"); *map != NULL;
         map++) {
        Section *section = g_new0(Section, 1);
        g_ptr_array_add(sections, section);
        if (sections->len > SECTION_MAX) {
            fail(error, ERROR_BAD_INPUT, "an edition has at most %d sections", SECTION_MAX);
            source_file_blame(matter, name, "sections", error);
            return NULL;
        }
        if (!section_read(store, *map, name, section, error))
            return NULL;
    }
    return g_steal_pointer(&sections);
}

GPtrArray *
section_read_words(const FrontMatter *matter, const char *name, guint n, GError **error)
{
    g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(section_free);

    for (const FrontMatter *const *map = front_matter_maps(matter, "sections"); *map != NULL;
         map++) {
        Section *section = g_new0(Section, 1);
        g_ptr_array_add(sections, section);
        if (!front_matter_check_keys(*map, word_keys, error)) {
            source_file_blame(NULL, name, NULL, error);
            return NULL;
        }
        if (!read_short(*map, name, "title", &section->heading, error) ||
            !read_short(*map, name, "otherwise", &section->otherwise, error))
            return NULL;
    }
    if (sections->len != 0 && sections->len != n) {
        fail(error, ERROR_BAD_INPUT, "it names %u sections, and the edition has %u", sections->len,
             n);
        fail_hint(error, "another language gives each section its title, in the same order");
        source_file_blame(matter, name, "sections", error);
        return NULL;
    }
    return g_steal_pointer(&sections);
}

gboolean
section_store_all(Store *store, gint64 edition, const GPtrArray *sections, GError **error)
{
    if (!news_edition_section_clear(store, edition, NULL, error))
        return FALSE;
    for (guint i = 0; i < sections->len; i++) {
        const Section *s = sections->pdata[i];
        if (!news_edition_section_insert(
                store, edition, (gint32)i, s->heading, s->reach, s->local,
                (const char *const *)s->kinds, s->interests, (const char *const *)s->programmes,
                s->since, s->since_date, s->sort, s->most, s->otherwise, NULL, error))
            return FALSE;
    }
    return sections->len > 0 || news_edition_section_default(store, edition, NULL, error);
}

static void
write_value(GString *out, const char *begin, const char *key, const char *value)
{
    if (*value == '\0')
        return;
    g_string_append_printf(out, "%s%s: ", begin, key);
    source_file_quote(out, value);
    g_string_append_c(out, '\n');
}

static void
write_section(GString *out, const NewsEditionSections *row)
{
    static const char next[] = "    ";
    g_auto(GStrv) programmes = g_strsplit(row->programmes, "\n", -1);

    g_string_append_printf(out, "  - for: %s\n", row->reach);
    write_value(out, next, "title", row->heading);
    if (row->local)
        g_string_append_printf(out, "%slocal: yes\n", next);
    if (*row->kinds != '\0')
        g_string_append_printf(out, "%skind: [%s]\n", next, row->kinds);
    if (*row->interests != '\0')
        g_string_append_printf(out, "%sinterest: [%s]\n", next, row->interests);
    if (programmes[0] != NULL) {
        g_string_append_printf(out, "%sprogramme: [", next);
        for (guint i = 0; programmes[i] != NULL; i++) {
            g_string_append(out, i > 0 ? ", " : "");
            source_file_quote(out, programmes[i]);
        }
        g_string_append(out, "]\n");
    }
    g_autofree char *since = g_strdup(row->since);
    if (g_str_equal(since, "last-edition"))
        g_strdelimit(since, "-", ' ');
    g_string_append_printf(out, "%ssince: %s\n%sorder: %s\n", next, since, next, row->sort);
    if (row->most > 0)
        g_string_append_printf(out, "%smost: %d\n", next, row->most);
    write_value(out, next, "otherwise", row->otherwise);
}

gboolean
section_write_all(Store *store, gint64 edition, GString *out, GError **error)
{
    g_autoptr(Rows) rows = news_edition_sections(store, edition, error);
    NewsEditionSections row;

    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) > 0)
        g_string_append(out, "sections:\n");
    while (news_edition_sections_next(rows, &row))
        write_section(out, &row);
    return TRUE;
}
