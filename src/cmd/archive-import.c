/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive-import - bring in the mails of another archive
 *
 * What is odd is kept, counted and told with the first mail that shows it; --verbose tells each.
 */
#include <stdio.h>
#include <string.h>

#include "archive/import.h"
#include "base/error.h"
#include "list/list.h"

#include "cmd/archive.h"
#include "cmd/counted.h"
#include "cmd/listing.h"
#include "cmd/progress.h"

static gboolean dry_run;
static gboolean verbose;
static gboolean json;
static char *kind_word;

const GOptionEntry cmd_archive_import_options[] = {
    {"mbox", 0, 0, G_OPTION_ARG_STRING, &kind_word,
     "take every file for an mbox of this kind: mboxrd, mboxo, mboxcl, mboxcl2 (default: found "
     "out)",
     "KIND"},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would be filed, and file nothing",
     NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "tell what becomes of each mail", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

static const char *const outcome_words[] = {
    [IMPORT_FILED] = "filed",       [IMPORT_KNOWN] = "known",
    [IMPORT_REPEATED] = "repeated", [IMPORT_WITHDRAWN] = "withdrawn",
    [IMPORT_NO_MAIL] = "no mail",   [IMPORT_UNWANTED] = "not wanted",
};

typedef struct {
    guint count;
    char *place; /* of the first */
} Oddity;

typedef struct {
    gint64 outcomes[IMPORT_N_OUTCOMES];
    gint64 read;
    gint64 broken;
    GHashTable *oddities; /* by word */
    Progress *progress;
} Tally;

static void
oddity_free(gpointer data)
{
    Oddity *oddity = data;

    g_free(oddity->place);
    g_free(oddity);
}

static void
tally_clear(Tally *tally)
{
    g_hash_table_unref(tally->oddities);
    progress_end(tally->progress);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tally, tally_clear)

static void
note(Tally *tally, const char *word, const char *place)
{
    Oddity *oddity = g_hash_table_lookup(tally->oddities, word);

    if (oddity == NULL) {
        oddity = g_new0(Oddity, 1);
        oddity->place = g_strdup(place);
        g_hash_table_insert(tally->oddities, g_strdup(word), oddity);
    }
    oddity->count++;
}

static void
on_news(const ArchiveNews *news, gpointer data)
{
    Tally *tally = data;

    tally->outcomes[news->outcome]++;
    tally->read += news->outcome != IMPORT_NO_MAIL;
    for (guint i = 0; news->oddities != NULL && news->oddities[i] != NULL; i++)
        note(tally, news->oddities[i], news->place);
    if (news->date_reason != NULL && strcmp(news->date_reason, "date") != 0) {
        g_autofree char *word = g_strconcat("filed-by-", news->date_reason, NULL);
        note(tally, word, news->place);
    }
    if (!verbose || json)
        return;
    g_autofree char *oddities = g_strjoinv(", ", (char **)news->oddities);
    printf("%s: %s%s%s%s%s\n", news->place, outcome_words[news->outcome],
           news->message_id != NULL ? " " : "", news->message_id != NULL ? news->message_id : "",
           *oddities != '\0' ? ": " : "", oddities);
}

static void
on_broken(const char *words, gpointer data)
{
    Tally *tally = data;

    tally->broken++;
    fprintf(stderr, "%s\n", words);
}

static void
on_progress(gint64 done, gint64 total, gpointer data)
{
    Tally *tally = data;

    progress_update(tally->progress, done, total);
}

static gboolean
read_kind(MboxKind *kind, GError **error)
{
    static const struct {
        const char *word;
        MboxKind kind;
    } kinds[] = {
        {"mboxrd", MBOX_RD}, {"mboxo", MBOX_O}, {"mboxcl", MBOX_AUTO}, {"mboxcl2", MBOX_CL2}};

    *kind = MBOX_AUTO;
    for (guint i = 0; kind_word != NULL && i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].word, kind_word)) {
            *kind = kinds[i].kind;
            return TRUE;
        }
    if (kind_word == NULL)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no kind of mbox", kind_word);
    return fail_hint(error, "it is one of: mboxrd, mboxo, mboxcl, mboxcl2");
}

static int
compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
tell_oddities(const Tally *tally)
{
    g_autoptr(Listing) listing = listing_new("oddity", "mails#", "first", NULL);
    guint n = 0;
    g_autofree char **words = (char **)g_hash_table_get_keys_as_array(tally->oddities, &n);

    qsort(words, n, sizeof *words, compare_words);
    for (guint i = 0; i < n; i++) {
        const Oddity *oddity = g_hash_table_lookup(tally->oddities, words[i]);
        g_autofree char *count = g_strdup_printf("%u", oddity->count);
        listing_row(listing, words[i], count, oddity->place, NULL);
    }
    if (n > 0 || json)
        listing_print(listing, json);
}

static void
tell_json(const Tally *tally)
{
    printf("{\"dry_run\": %s, \"read\": %" G_GINT64_FORMAT ", \"filed\": %" G_GINT64_FORMAT
           ", \"known\": %" G_GINT64_FORMAT ", \"repeated\": %" G_GINT64_FORMAT
           ", \"withdrawn\": %" G_GINT64_FORMAT ", \"no_mail\": %" G_GINT64_FORMAT
           ", \"broken_files\": %" G_GINT64_FORMAT ", \"oddities\": ",
           dry_run ? "true" : "false", tally->read, tally->outcomes[IMPORT_FILED],
           tally->outcomes[IMPORT_KNOWN], tally->outcomes[IMPORT_REPEATED],
           tally->outcomes[IMPORT_WITHDRAWN], tally->outcomes[IMPORT_NO_MAIL], tally->broken);
    tell_oddities(tally);
    puts("}");
}

static void
tell_result(const Tally *tally)
{
    g_autofree char *read = counted(tally->read, "mail", "mails");

    tell_oddities(tally);
    printf("%s%s read, %" G_GINT64_FORMAT " filed, %" G_GINT64_FORMAT " known, %" G_GINT64_FORMAT
           " repeated, %" G_GINT64_FORMAT " withdrawn\n",
           dry_run ? "would be: " : "", read, tally->outcomes[IMPORT_FILED],
           tally->outcomes[IMPORT_KNOWN], tally->outcomes[IMPORT_REPEATED],
           tally->outcomes[IMPORT_WITHDRAWN]);
    if (tally->outcomes[IMPORT_NO_MAIL] > 0) {
        g_autofree char *none =
            counted(tally->outcomes[IMPORT_NO_MAIL], "file holds no mail, or was passed over",
                    "files hold no mail, or were passed over");
        puts(none);
    }
}

/* Whoever brings an archive in expects mails: a wrong path or kind of file must not pass for one
 * that was brought in. */
static gboolean
tell_nothing(const Call *call, GError **error)
{
    g_autofree char *paths = g_strjoinv("\", \"", (char **)call->arguments + 1);

    fail(error, ERROR_BAD_INPUT, "there is no mail in \"%s\"", paths);
    return fail_hint(error,
                     "mbox files, Maildirs, folders of mails and tars are read, packed or not");
}

gboolean
cmd_archive_import(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_auto(Tally)
        tally = {.oddities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, oddity_free)};
    ArchivePlan plan = {.dry_run = dry_run,
                        .news = on_news,
                        .broken = on_broken,
                        .progress = on_progress,
                        .data = &tally};

    if (list == NULL || !read_kind(&plan.kind, error))
        return FALSE;
    plan.list = list->id;
    tally.progress = progress_start("bytes", 0);
    gboolean good =
        archive_import(call->store, (const char *const *)call->arguments + 1, &plan, error);
    g_clear_pointer(&tally.progress, progress_end);
    if (!good && tally.read > 0)
        return fail_hint(error, "what was filed stays; the same command goes on from there");
    if (!good)
        return FALSE;
    if (json)
        tell_json(&tally);
    else
        tell_result(&tally);
    if (tally.broken == 0 && tally.read == 0)
        return tell_nothing(call, error);
    if (tally.broken == 0)
        return TRUE;
    g_autofree char *broken = counted(tally.broken, "file", "files");
    return fail(error, ERROR_BAD_INPUT, "%s could not be read to the end", broken);
}
