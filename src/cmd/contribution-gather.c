/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution-gather - propose what a feed has, for a person to accept or decline
 *
 * A dry run is the same work without its commit, so that it tells the truth.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "feed/feed.h"
#include "fetch/page.h"
#include "news/contribution.h"
#include "people/interest.h"
#include "people/territory.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/contribution.h"
#include "cmd/listing.h"
#include "cmd/source-text.h"

enum { MOST_DEFAULT = 50, URL_MAX = 2000 };

static char *kind;
static char *language;
static char *programme;
static char **territories;
static char **interests;
static int most = MOST_DEFAULT;
static gboolean allow_private;
static gboolean again;
static gboolean dry_run;
static gboolean yes;
static gboolean as_json;

const GOptionEntry cmd_contribution_gather_options[] = {
    {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "finding or initiative (initiative)", "KIND"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "where they are about; may be repeated", "TERRITORY"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests,
     "what they are about; may be repeated", "INTEREST"},
    {"programme", 0, 0, G_OPTION_ARG_STRING, &programme, "which programme they belong to", "NAME"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr, en or br (fr)", "LANGUAGE"},
    {"most", 0, 0, G_OPTION_ARG_INT, &most, "look at so many of the feed's first items (50)",
     "NUMBER"},
    {"again", 0, 0, G_OPTION_ARG_NONE, &again,
     "fetch it also when its server says that nothing changed", NULL},
    {"allow-private", 0, 0, G_OPTION_ARG_NONE, &allow_private,
     "fetch from this machine and private networks too", NULL},
    {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "say what would be proposed, and keep nothing",
     NULL},
    {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};

typedef gboolean (*Find)(Store *store, const char *text, gint64 *id, GError **error);

static gboolean
find_all(Store *store, char **words, Find find, GArray *found, GError **error)
{
    for (; words != NULL && *words != NULL; words++) {
        gint64 id;
        if (!find(store, *words, &id, error))
            return FALSE;
        g_array_append_val(found, id);
    }
    return TRUE;
}

static gboolean
check_word(const char *word, const char *const *words, const char *option, GError **error)
{
    if (g_strv_contains(words, word))
        return TRUE;
    const char *nearest = nearest_name(word, words);
    g_autofree char *all = g_strjoinv(", ", (char **)words);
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no %s", word, option);
    return nearest != NULL ? fail_hint(error, "did you mean \"%s\"?", nearest)
                           : fail_hint(error, "it is one of: %s", all);
}

/* Options are freed by nobody: a command is a process. */
static void
fill_options(void)
{
    if (kind == NULL)
        kind = g_strdup("initiative");
    if (language == NULL)
        language = g_strdup("fr");
    if (programme == NULL)
        programme = g_strdup("");
}

static gboolean
check_options(Call *call, GError **error)
{
    static const char *const kinds[] = {"finding", "initiative", NULL};
    static const char *const languages[] = {"fr", "en", "br", NULL};

    fill_options();
    if (most < 1 || most > FEED_ITEMS_MAX)
        return fail(error, ERROR_BAD_INPUT, "--most is a number from 1 to %d", FEED_ITEMS_MAX);
    return check_word(kind, kinds, "kind", error) &&
           check_word(language, languages, "language", error);
}

static void
tell(const char *title, const char *link, gpointer data)
{
    listing_row(data, title, link);
}

static gboolean
confirm(const Gathered *gathered, GError **error)
{
    return gathered->proposed == 0 ||
           ask(yes, error, "Propose %u contributions?", gathered->proposed);
}

static gboolean
is_address(const char *source)
{
    return g_ascii_strncasecmp(source, "http://", 7) == 0 ||
           g_ascii_strncasecmp(source, "https://", 8) == 0;
}

/* What was said of it when it was last gathered whole. */
static gboolean
read_version(Store *store, const char *url, PageVersion *version, GError **error)
{
    g_autoptr(Rows) rows = news_feed_version(store, url, error);
    NewsFeedVersion row;

    if (rows == NULL)
        return FALSE;
    if (!again && news_feed_version_next(rows, &row)) {
        version->etag = g_strdup(row.etag);
        version->modified = g_strdup(row.modified);
    }
    return TRUE;
}

static GBytes *
fetch(Call *call, const char *url, PageVersion *version, GError **error)
{
    const PageSettings settings = {
        .timeout = (guint)settings_number(call->settings, SETTING_CHECK_TIMEOUT),
        .most = FEED_BYTES_MAX,
        .allow_private = allow_private,
        .agent = "colporteur (feed reader)"};

    if (strlen(url) > URL_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "an address of over %d bytes", URL_MAX);
    return read_version(call->store, url, version, error)
               ? page_fetch(url, &settings, version, error)
               : NULL;
}

/* The feed, from wherever it is; NULL without an error when it is what it was. */
static Feed *
read_feed(Call *call, PageVersion *version, GError **error)
{
    const char *source = call->arguments[0];
    gsize size = 0;

    if (is_address(source)) {
        g_autoptr(GBytes) bytes = fetch(call, source, version, error);
        const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
        return bytes != NULL ? feed_read(data != NULL ? data : "", size, error) : NULL;
    }
    g_autofree char *text = source_bytes_read(source, error);
    return text != NULL ? feed_read(text, strlen(text), error) : NULL;
}

/* Items beyond --most, or a dry run, are still to be looked at. */
static gboolean
note_version(Call *call, const Feed *feed, const PageVersion *version, GError **error)
{
    return !is_address(call->arguments[0]) || feed->items->len > (guint)most ||
           news_feed_version_set(call->store, call->arguments[0], version->etag, version->modified,
                                 NULL, error);
}

static gboolean
tell_unchanged(Listing *listing)
{
    if (as_json)
        listing_print(listing, TRUE);
    else
        printf("nothing new since it was gathered last\n");
    return TRUE;
}

gboolean
cmd_contribution_gather(Call *call, GError **error)
{
    g_auto(PageVersion) version = {0};
    g_autoptr(GError) trouble = NULL;
    g_autoptr(Feed) feed =
        check_options(call, &trouble) ? read_feed(call, &version, &trouble) : NULL;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) themes = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(Listing) listing = listing_new("title", "source", NULL);
    char *no_knowledge[] = {NULL};
    const Contribution model = {.kind = kind,
                                .programme = programme,
                                .language = language,
                                .knowledge = no_knowledge,
                                .territories = places,
                                .interests = themes};
    Gathered gathered = {.tell = tell, .data = listing};

    if (feed == NULL && trouble == NULL)
        return tell_unchanged(listing);
    if (feed == NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    if (!find_all(call->store, territories, territory_find, places, error) ||
        !find_all(call->store, interests, interest_find, themes, error))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL ||
        !contribution_gather(call->store, feed, &model, (guint)most, &gathered, error) ||
        !note_version(call, feed, &version, error))
        return FALSE;
    listing_print(listing, as_json);
    if (!dry_run && (!confirm(&gathered, error) || !transaction_commit(transaction, error)))
        return FALSE;
    if (!as_json)
        printf("%s %u, known already %u, without words %u\n",
               dry_run ? "would propose" : "proposed", gathered.proposed, gathered.known,
               gathered.empty);
    return TRUE;
}
