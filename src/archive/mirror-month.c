/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mirror-month - one month of another site's list, taken over; see mirror.h
 *
 * Its mails are told apart by Archived-At, the permanent link they have there: a Message-ID may be
 * another mail's too.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "fetch/page.h"
#include "mime/mail.h"
#include "mime/splice.h"
#include "store/query.h"

#include "archive/import.h"
#include "archive/mirror.h"

#define MONTH_PACKED_MAX ((gsize)1 << 30)
#define MONTH_BYTES_MAX ((gsize)8 << 30)
enum { MONTH_TIMEOUT = 3600 };

typedef struct {
    char *file;
    GPtrArray *places;  /* in the order of the mbox; closed by NULL when read */
    GPtrArray *hashes;  /* the same */
    GHashTable *found;  /* place -> hash, both of those arrays */
    GHashTable *wanted; /* hashes that are to be filed */
    gint64 filed;
} Month;

static void
month_clear(Month *month)
{
    if (month->file != NULL)
        g_unlink(month->file);
    g_free(month->file);
    g_hash_table_unref(month->found);
    g_hash_table_unref(month->wanted);
    g_ptr_array_unref(month->places);
    g_ptr_array_unref(month->hashes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Month, month_clear)

MirrorGone *
mirror_gone_new(const char *month, const char *place)
{
    MirrorGone *gone = g_new0(MirrorGone, 1);

    gone->month = g_strdup(month);
    gone->place = g_strdup(place);
    return gone;
}

void
mirror_gone_free(gpointer data)
{
    MirrorGone *gone = data;

    g_free(gone->month);
    g_free(gone->place);
    g_free(gone);
}

static gboolean
fetch(Month *month, const MirrorPlan *plan, const char *name, GError **error)
{
    const PageSettings settings = {.timeout = MONTH_TIMEOUT,
                                   .most = MONTH_PACKED_MAX,
                                   .allow_private = plan->allow_private,
                                   .agent = "colporteur (mirror)"};
    g_autofree char *url = g_strconcat(plan->url, name, ".mbox.gz", NULL);
    int fd = g_file_open_tmp("colporteur-XXXXXX.mbox.gz", &month->file, error);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (file == NULL)
        return fd >= 0 ? fail(error, ERROR_TRY_LATER, "could not keep a month") : FALSE;
    gboolean good = page_fetch_file(url, &settings, file, error);
    return fclose(file) == 0 ? good
                             : good && fail(error, ERROR_TRY_LATER, "could not keep a month");
}

static gboolean
note_mail(Month *month, GBytes *raw, GError **error)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, error);
    const char *value = mail != NULL ? mail_header(mail, "Archived-At") : NULL;
    gsize size = value != NULL ? strlen(value) : 0;

    if (mail == NULL)
        return FALSE;
    if (size < 3 || value[0] != '<' || value[size - 1] != '>')
        return fail(error, ERROR_BAD_INPUT, "a mail of the month does not say where it is from");
    char *place = g_strndup(value + 1, size - 2);
    char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
    if (g_hash_table_contains(month->found, place)) {
        g_free(place);
        g_free(hash);
        return fail(error, ERROR_BAD_INPUT, "two mails of the month say that they are from \"%s\"",
                    value);
    }
    g_ptr_array_add(month->places, place);
    g_ptr_array_add(month->hashes, hash);
    g_hash_table_insert(month->found, place, hash);
    return TRUE;
}

/* What the mbox has; nothing is kept of it before it was read to its end. */
static gboolean
read_month(Month *month, GError **error)
{
    const char *const paths[] = {month->file, NULL};
    g_autoptr(ArchiveSource) source = archive_source_open(paths, MBOX_RD, error);
    gsize bytes = 0;

    for (gboolean is_last = FALSE; source != NULL && !is_last;) {
        ArchiveFound found;
        if (!archive_source_next(source, &found, error))
            return FALSE;
        g_autoptr(GBytes) raw = found.raw;
        g_autofree char *place = found.place;
        is_last = raw == NULL;
        bytes += is_last ? 0 : g_bytes_get_size(raw);
        if (bytes > MONTH_BYTES_MAX)
            return fail(error, ERROR_BAD_INPUT, "a month of more than %d GB",
                        (int)(MONTH_BYTES_MAX >> 30));
        if (!is_last && !note_mail(month, raw, error))
            return FALSE;
    }
    return source != NULL;
}

/* Makes room for what is to be filed in the place of `row`, unless that was withdrawn here. */
static gboolean
forget(Store *store, const MirrorPlan *plan, const ArchiveMirrorPosts *row, Month *month,
       MirrorResult *result, GError **error)
{
    const char *hash = g_hash_table_lookup(month->found, row->place);
    gboolean done = TRUE;

    if (!plan->dry_run) {
        g_autoptr(Rows) rows = archive_mirror_forget(store, plan->list, row->place, error);
        ArchiveMirrorForget answer;
        if (rows == NULL || !archive_mirror_forget_next(rows, &answer))
            return FALSE;
        done = answer.done;
    }
    result->changed += done;
    result->kept += !done;
    if (!done) {
        g_hash_table_remove(month->wanted, hash);
        g_hash_table_remove(month->found, row->place);
    }
    return TRUE;
}

/* What is new, changed or gone, by what was remembered of it. */
static gboolean
compare(Store *store, const MirrorPlan *plan, const char *name, Month *month, GPtrArray *gone,
        MirrorResult *result, GError **error)
{
    g_autoptr(Rows) rows = archive_mirror_posts(store, plan->list, name,
                                                (const char *const *)month->places->pdata, error);
    ArchiveMirrorPosts row;
    gint64 changed = result->changed + result->kept;

    for (guint i = 0; i + 1 < month->hashes->len; i++)
        g_hash_table_add(month->wanted, g_ptr_array_index(month->hashes, i));
    while (rows != NULL && archive_mirror_posts_next(rows, &row)) {
        const char *hash = g_hash_table_lookup(month->found, row.place);
        if (hash == NULL && !row.is_gone)
            g_ptr_array_add(gone, mirror_gone_new(name, row.place));
        else if (hash != NULL && !row.is_gone && g_str_equal(hash, row.hash))
            g_hash_table_remove(month->wanted, hash);
        else if (hash != NULL && !forget(store, plan, &row, month, result, error))
            return FALSE;
    }
    if (plan->dry_run)
        result->filed +=
            g_hash_table_size(month->wanted) - (result->changed + result->kept - changed);
    return rows != NULL;
}

static gboolean
wants(const char *hash, gpointer data)
{
    Month *month = data;

    return g_hash_table_contains(month->wanted, hash);
}

static void
on_news(const ArchiveNews *news, gpointer data)
{
    Month *month = data;

    month->filed += news->outcome == IMPORT_FILED;
}

static void
on_broken(G_GNUC_UNUSED const char *words, G_GNUC_UNUSED gpointer data)
{
    /* It was read to its end before. */
}

static void
on_progress(G_GNUC_UNUSED gint64 done, G_GNUC_UNUSED gint64 total, G_GNUC_UNUSED gpointer data)
{
}

static gboolean
file_wanted(Store *store, const MirrorPlan *plan, Month *month, GError **error)
{
    const char *const paths[] = {month->file, NULL};
    const ArchivePlan import = {.list = plan->list,
                                .kind = MBOX_RD,
                                .wants = wants,
                                .news = on_news,
                                .broken = on_broken,
                                .progress = on_progress,
                                .data = month};

    return g_hash_table_size(month->wanted) == 0 || archive_import(store, paths, &import, error);
}

/* All that is there now, but for what was left alone. */
static gboolean
note(Store *store, const MirrorPlan *plan, const char *name, Month *month, GError **error)
{
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    g_autoptr(GPtrArray) hashes = g_ptr_array_new();

    for (guint i = 0; i + 1 < month->places->len; i++)
        if (g_hash_table_contains(month->found, g_ptr_array_index(month->places, i))) {
            g_ptr_array_add(places, g_ptr_array_index(month->places, i));
            g_ptr_array_add(hashes, g_ptr_array_index(month->hashes, i));
        }
    g_ptr_array_add(places, NULL);
    g_ptr_array_add(hashes, NULL);
    return archive_mirror_note(store, plan->list, name, (const char *const *)places->pdata,
                               (const char *const *)hashes->pdata, NULL, error);
}

gboolean
mirror_month_take(Store *store, const MirrorPlan *plan, const MirrorMonth *wanted, GPtrArray *gone,
                  gboolean *settled, MirrorResult *result, GError **error)
{
    g_auto(Month) month = {.places = g_ptr_array_new_with_free_func(g_free),
                           .hashes = g_ptr_array_new_with_free_func(g_free),
                           .found = g_hash_table_new(g_str_hash, g_str_equal),
                           .wanted = g_hash_table_new(g_str_hash, g_str_equal)};
    guint before = gone->len;
    gint64 changed = result->changed;

    if (!fetch(&month, plan, wanted->name, error) || !read_month(&month, error))
        return FALSE;
    /* Fewer than were announced: somebody is changing it, and absence proves nothing yet. */
    *settled = month.places->len >= (guint)wanted->posts;
    g_ptr_array_add(month.places, NULL);
    g_ptr_array_add(month.hashes, NULL);
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL || !compare(store, plan, wanted->name, &month, gone, result, error) ||
        (!plan->dry_run && !transaction_commit(transaction, error)))
        return FALSE;
    if (!*settled)
        g_ptr_array_set_size(gone, (gint)before);
    if (plan->dry_run)
        return TRUE;
    if (!file_wanted(store, plan, &month, error) || !note(store, plan, wanted->name, &month, error))
        return FALSE;
    result->filed += MAX(0, month.filed - (result->changed - changed));
    return TRUE;
}

gboolean
mirror_month_gone(Store *store, gint64 list, const char *month, GPtrArray *gone, GError **error)
{
    const char *const none[] = {NULL};
    g_autoptr(Rows) rows = archive_mirror_posts(store, list, month, none, error);
    ArchiveMirrorPosts row;

    while (rows != NULL && archive_mirror_posts_next(rows, &row))
        if (!row.is_gone)
            g_ptr_array_add(gone, mirror_gone_new(month, row.place));
    return rows != NULL;
}
