/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audience-count - how many are in an audience, and how they spread, with a bar each on a terminal
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "base/nearest.h"
#include "people/audience.h"
#include "store/query.h"

#include "cmd/audience.h"

enum { BAR_MIN = 10, BAR_MAX = 40, TERMINAL_WIDTH = 80 };

static gboolean json;
static char **by;

const GOptionEntry cmd_audience_count_options[] = {
    {"by", 0, 0, G_OPTION_ARG_STRING_ARRAY, &by,
     "break down by departement, interest or language; several with commas or repeated", "FACET"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

typedef struct {
    char *key;
    char *label;
    gint64 people;
} Share;

static void
share_free(gpointer data)
{
    Share *share = data;

    g_free(share->key);
    g_free(share->label);
    g_free(share);
}

static void
add_share(GPtrArray *shares, const char *key, const char *label, gint64 people)
{
    Share *share = g_new0(Share, 1);

    share->key = g_strdup(key);
    share->label = g_strdup(label);
    share->people = people;
    g_ptr_array_add(shares, share);
}

static gboolean
by_departement(Store *store, const AudienceSql *sql, GPtrArray *shares, GError **error)
{
    g_autoptr(Rows) rows = people_audience_by_departement(store, sql, error);
    PeopleAudienceByDepartement row;

    while (rows != NULL && people_audience_by_departement_next(rows, &row))
        add_share(shares, row.key, row.label, row.people);
    return rows != NULL;
}

static gboolean
by_interest(Store *store, const AudienceSql *sql, GPtrArray *shares, GError **error)
{
    g_autoptr(Rows) rows = people_audience_by_interest(store, sql, error);
    PeopleAudienceByInterest row;

    while (rows != NULL && people_audience_by_interest_next(rows, &row))
        add_share(shares, row.key, row.label, row.people);
    return rows != NULL;
}

static gboolean
by_language(Store *store, const AudienceSql *sql, GPtrArray *shares, GError **error)
{
    g_autoptr(Rows) rows = people_audience_by_language(store, sql, error);
    PeopleAudienceByLanguage row;

    while (rows != NULL && people_audience_by_language_next(rows, &row))
        add_share(shares, row.key, row.label, row.people);
    return rows != NULL;
}

static const struct {
    const char *word;
    gboolean (*count)(Store *store, const AudienceSql *sql, GPtrArray *shares, GError **error);
} facets[] = {
    {"departement", by_departement}, {"interest", by_interest}, {"language", by_language}};

static int
facet_find(const char *word, GError **error)
{
    const char *const words[] = {"departement", "interest", "language", NULL};

    for (guint i = 0; i < G_N_ELEMENTS(facets); i++)
        if (g_str_equal(word, facets[i].word))
            return (int)i;
    const char *nearest = nearest_name(word, words);
    fail(error, ERROR_BAD_INPUT, "audiences are not broken down by \"%s\"", word);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s\"?", nearest);
    else
        fail_hint(error, "it is departement, interest or language");
    return -1;
}

/* A bar of eighths of a character. */
static void
print_bar(gint64 people, gint64 most, int width)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    gint64 length = most > 0 ? people * width * 8 / most : 0;

    for (gint64 i = 0; i < length / 8; i++)
        fputs("█", stdout);
    fputs(eighths[length % 8], stdout);
}

static int
terminal_width(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : TERMINAL_WIDTH;
}

static char *
name_of(const Share *share)
{
    if (*share->key == '\0')
        return g_strdup("-");
    return *share->label != '\0' ? g_strdup_printf("%s %s", share->key, share->label)
                                 : g_strdup(share->key);
}

static void
print_shares(const char *facet, const GPtrArray *shares)
{
    gboolean bars = isatty(STDOUT_FILENO) == 1;
    glong name_width = 0;
    gint64 most = 0;

    for (guint i = 0; i < shares->len; i++) {
        const Share *share = shares->pdata[i];
        g_autofree char *name = name_of(share);
        name_width = MAX(name_width, g_utf8_strlen(name, -1));
        most = MAX(most, share->people);
    }
    int number_width = snprintf(NULL, 0, "%" G_GINT64_FORMAT, most);
    int bar_width = CLAMP(terminal_width() - (int)name_width - number_width - 6, BAR_MIN, BAR_MAX);
    printf("\nby %s\n", facet);
    for (guint i = 0; i < shares->len; i++) {
        const Share *share = shares->pdata[i];
        g_autofree char *name = name_of(share);
        printf("  %s%*s  %*" G_GINT64_FORMAT, name, (int)(name_width - g_utf8_strlen(name, -1)), "",
               number_width, share->people);
        if (bars) {
            fputs("  ", stdout);
            print_bar(share->people, most, bar_width);
        }
        putchar('\n');
    }
}

static void
add_shares(JsonBuilder *builder, const char *facet, const GPtrArray *shares)
{
    json_builder_set_member_name(builder, facet);
    json_builder_begin_array(builder);
    for (guint i = 0; i < shares->len; i++) {
        const Share *share = shares->pdata[i];
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "key");
        if (*share->key != '\0')
            json_builder_add_string_value(builder, share->key);
        else
            json_builder_add_null_value(builder);
        json_builder_set_member_name(builder, "label");
        json_builder_add_string_value(builder, share->label);
        json_builder_set_member_name(builder, "people");
        json_builder_add_int_value(builder, share->people);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

/* The words of --by, each once, in the order given. */
static gboolean
read_facets(GArray *wanted, GError **error)
{
    for (guint i = 0; by != NULL && by[i] != NULL; i++) {
        g_auto(GStrv) words = g_strsplit(by[i], ",", 0);
        for (guint k = 0; words[k] != NULL; k++) {
            int facet = facet_find(g_strstrip(words[k]), error);
            gboolean known = FALSE;
            if (facet < 0)
                return FALSE;
            for (guint n = 0; n < wanted->len; n++)
                known = known || g_array_index(wanted, int, n) == facet;
            if (!known)
                g_array_append_val(wanted, facet);
        }
    }
    return TRUE;
}

static gboolean
count_facets(Store *store, const AudienceSql *sql, const GArray *wanted, JsonBuilder *builder,
             GError **error)
{
    for (guint i = 0; i < wanted->len; i++) {
        int facet = g_array_index(wanted, int, i);
        g_autoptr(GPtrArray) shares = g_ptr_array_new_with_free_func(share_free);
        if (!facets[facet].count(store, sql, shares, error))
            return FALSE;
        if (json)
            add_shares(builder, facets[facet].word, shares);
        else
            print_shares(facets[facet].word, shares);
    }
    return TRUE;
}

gboolean
cmd_audience_count(Call *call, GError **error)
{
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();
    PeopleAudienceCount row;

    if (!read_facets(wanted, error))
        return FALSE;
    g_autoptr(Audience) audience = audience_compile(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows =
        audience != NULL ? people_audience_count(call->store, audience_sql(audience), error) : NULL;
    if (rows == NULL || !people_audience_count_next(rows, &row))
        return FALSE;
    if (!json)
        printf("%" G_GINT64_FORMAT "\n", row.people);
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "people");
    json_builder_add_int_value(builder, row.people);
    if (!count_facets(call->store, audience_sql(audience), wanted, builder, error))
        return FALSE;
    json_builder_end_object(builder);
    if (!json)
        return TRUE;
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, TRUE);
    g_autofree char *text = json_generator_to_data(generator, NULL);
    puts(text);
    return TRUE;
}
