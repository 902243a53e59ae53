/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search-parse - what a reader typed, as a bounded structure; see search.h */
#include <string.h>

#include "archive/search.h"

typedef enum {
    FIELD_NONE,
    FIELD_FROM,
    FIELD_SUBJECT,
    FIELD_LIST,
    FIELD_AFTER,
    FIELD_BEFORE,
    FIELD_HAS,
    FIELD_TERRITORY,
    FIELD_INTEREST
} Field;

static const struct {
    const char *word;
    Field field;
} fields[] = {
    {"from", FIELD_FROM},
    {"de", FIELD_FROM},
    {"subject", FIELD_SUBJECT},
    {"objet", FIELD_SUBJECT},
    {"sujet", FIELD_SUBJECT},
    {"list", FIELD_LIST},
    {"liste", FIELD_LIST},
    {"after", FIELD_AFTER},
    {"apr\xc3\xa8s", FIELD_AFTER},
    {"apres", FIELD_AFTER},
    {"depuis", FIELD_AFTER},
    {"before", FIELD_BEFORE},
    {"avant", FIELD_BEFORE},
    {"has", FIELD_HAS},
    {"avec", FIELD_HAS},
    {"territory", FIELD_TERRITORY},
    {"territoire", FIELD_TERRITORY},
    {"interest", FIELD_INTEREST},
    {"int\xc3\xa9r\xc3\xaat", FIELD_INTEREST},
    {"interet", FIELD_INTEREST},
    {"th\xc3\xa8me", FIELD_INTEREST},
    {"theme", FIELD_INTEREST},
};

/* One term: -field:"value". */
typedef struct {
    gboolean negated;
    gboolean quoted;
    Field field;
    char *value;
} Term;

static void
term_clear(Term *term)
{
    g_free(term->value);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Term, term_clear)

/* Valid UTF-8 with one kind of quotation mark and of blank. */
static char *
normal(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab || c == 0xbb)
            g_string_append_c(out, '"');
        else if (g_unichar_isspace(c) || g_unichar_iscntrl(c))
            g_string_append_c(out, ' ');
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static Field
field_named(const char *word, gsize size)
{
    g_autofree char *given = g_utf8_strdown(word, (gssize)size);

    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        if (g_str_equal(fields[i].word, given))
            return fields[i].field;
    return FIELD_NONE;
}

/* Reads one term at `p`, which is no blank; returns where it ends. */
static const char *
read_term(const char *p, Term *term)
{
    if (*p == '-' && p[1] != '\0' && p[1] != ' ') {
        term->negated = TRUE;
        p++;
    }
    gsize size = strcspn(p, ": \"");
    if (p[size] == ':' && (term->field = field_named(p, size)) != FIELD_NONE)
        p += size + 1;
    if (*p == '"') {
        const char *end = strchr(p + 1, '"');
        gsize length = end != NULL ? (gsize)(end - p - 1) : strlen(p + 1);
        term->quoted = TRUE;
        term->value = g_strstrip(g_strndup(p + 1, length));
        return p + 1 + length + (end != NULL);
    }
    gsize length = strcspn(p, " \"");
    term->value = g_strndup(p, length);
    return p + length;
}

/* The beginning of a day, month or year. */
static gboolean
read_date(const char *text, gint64 *at)
{
    int year = 0, month = 1, day = 1;
    gsize size = strlen(text);

    if (strspn(text, "0123456789-") != size || (size != 4 && size != 7 && size != 10) ||
        (size > 4 && text[4] != '-') || (size > 7 && text[7] != '-'))
        return FALSE;
    year = (int)g_ascii_strtoll(text, NULL, 10);
    if (size > 4)
        month = (int)g_ascii_strtoll(text + 5, NULL, 10);
    if (size > 7)
        day = (int)g_ascii_strtoll(text + 8, NULL, 10);
    if (year < 1970)
        return FALSE;
    g_autoptr(GDateTime) date = g_date_time_new_utc(year, month, day, 0, 0, 0);
    if (date == NULL)
        return FALSE;
    *at = g_date_time_to_unix(date) * G_USEC_PER_SEC;
    return TRUE;
}

static gboolean
is_attachment(const char *word)
{
    return g_str_has_prefix(word, "attach") ||
           g_str_has_prefix(word, "pi\xc3\xa8"
                                  "ce") ||
           g_str_has_prefix(word, "piece");
}

static void
append(char **words, const Term *term)
{
    g_autofree char *before = *words;

    *words = g_strdup_printf("%s%s%s%s%s%s", before != NULL ? before : "",
                             before != NULL ? " " : "", term->negated ? "-" : "",
                             term->quoted ? "\"" : "", term->value, term->quoted ? "\"" : "");
}

static void
take(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static SearchProblem
add_field(SearchQuery *query, const Term *term)
{
    if (term->negated || *term->value == '\0')
        return SEARCH_BAD_FIELD;
    switch (term->field) {
    case FIELD_FROM:
        append(&query->from, term);
        break;
    case FIELD_SUBJECT:
        append(&query->subject, term);
        break;
    case FIELD_LIST:
        take(&query->list, term->value);
        break;
    case FIELD_TERRITORY:
        take(&query->territory, term->value);
        break;
    case FIELD_INTEREST:
        take(&query->interest, term->value);
        break;
    case FIELD_AFTER:
        return read_date(term->value, &query->after) ? SEARCH_GOOD : SEARCH_BAD_DATE;
    case FIELD_BEFORE:
        return read_date(term->value, &query->before) ? SEARCH_GOOD : SEARCH_BAD_DATE;
    default:
        query->has_attachment = is_attachment(term->value);
        return query->has_attachment ? SEARCH_GOOD : SEARCH_BAD_FIELD;
    }
    return SEARCH_GOOD;
}

/* A word that PostgreSQL can see something in. */
static gboolean
says_something(const char *value)
{
    for (const char *p = value; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return TRUE;
    return FALSE;
}

static void
read_terms(SearchQuery *query, const char *text)
{
    guint n = 0, positive = 0, negative = 0;

    for (const char *p = text + strspn(text, " "); *p != '\0'; p += strspn(p, " ")) {
        g_auto(Term) term = {0};
        p = read_term(p, &term);
        if (++n > SEARCH_TERMS_MAX) {
            query->problem = SEARCH_TOO_MANY;
            return;
        }
        if (term.field != FIELD_NONE) {
            query->problem = add_field(query, &term);
            if (query->problem != SEARCH_GOOD) {
                query->word = g_strdup(term.value);
                return;
            }
            positive++;
        } else if (says_something(term.value)) {
            append(&query->words, &term);
            *(term.negated ? &negative : &positive) += 1;
        }
    }
    if (positive == 0)
        query->problem = negative > 0 ? SEARCH_ONLY_NEGATIONS : SEARCH_EMPTY;
}

SearchQuery *
search_query_parse(const char *text)
{
    SearchQuery *query = g_new0(SearchQuery, 1);
    g_autofree char *line = NULL;

    if (strlen(text) > SEARCH_BYTES_MAX) {
        query->problem = SEARCH_TOO_LONG;
        return query;
    }
    line = normal(text);
    read_terms(query, line);
    return query;
}

void
search_query_free(SearchQuery *query)
{
    if (query == NULL)
        return;
    g_free(query->word);
    g_free(query->words);
    g_free(query->subject);
    g_free(query->from);
    g_free(query->list);
    g_free(query->territory);
    g_free(query->interest);
    g_free(query);
}

char **
search_query_words(const SearchQuery *query)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_auto(GStrv) all = g_strsplit_set(query->words != NULL ? query->words : "", " \"", -1);

    for (guint i = 0; all[i] != NULL; i++)
        if (*all[i] != '-' && says_something(all[i]))
            g_strv_builder_add(words, all[i]);
    return g_strv_builder_end(words);
}
