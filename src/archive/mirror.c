/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mirror - a list kept as a public list of another Colporteur is; see mirror.h */
#include "archive/mirror.h"

#include <string.h>

#include "base/error.h"
#include "fetch/page.h"
#include "store/query.h"

enum { MONTHS_BYTES_MAX = 1024 * 1024, MONTHS_TIMEOUT = 120 };

typedef struct {
    Store *store;
    const MirrorPlan *plan;
    MirrorResult *result;
    PageVersion version; /* of the other site's months */
    GArray *months;      /* of MirrorMonth */
    GHashTable *known;   /* month -> version, as remembered */
    GPtrArray *gone;     /* of MirrorGone */
    GPtrArray *waiting;  /* MirrorMonth with something gone: remembered when that is withdrawn */
} Mirror;

static void
mirror_clear(Mirror *mirror)
{
    page_version_clear(&mirror->version);
    if (mirror->months != NULL)
        g_array_unref(mirror->months);
    g_hash_table_unref(mirror->known);
    g_ptr_array_unref(mirror->gone);
    g_ptr_array_unref(mirror->waiting);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mirror, mirror_clear)

/* What was remembered; of another address, nothing counts but what its mails say of themselves. */
static gboolean
read_known(Mirror *mirror, GError **error)
{
    g_autoptr(Rows) rows = archive_mirror(mirror->store, mirror->plan->list, error);
    g_autoptr(Rows) months =
        rows != NULL ? archive_mirror_months(mirror->store, mirror->plan->list, error) : NULL;
    ArchiveMirror row;
    ArchiveMirrorMonths month;

    if (months == NULL)
        return FALSE;
    if (archive_mirror_next(rows, &row) && g_str_equal(row.url, mirror->plan->url))
        mirror->version.etag = g_strdup(row.etag);
    while (archive_mirror_months_next(months, &month))
        g_hash_table_insert(mirror->known, g_strdup(month.month), g_strdup(month.version));
    return TRUE;
}

/* FALSE without an error: the other site says that nothing has changed. */
static gboolean
ask_months(Mirror *mirror, GError **error)
{
    const PageSettings settings = {.timeout = MONTHS_TIMEOUT,
                                   .most = MONTHS_BYTES_MAX,
                                   .allow_private = mirror->plan->allow_private,
                                   .agent = "colporteur (mirror)"};
    g_autofree char *url = g_strconcat(mirror->plan->url, "months.txt", NULL);
    g_autoptr(GError) broken = NULL;
    g_autoptr(GBytes) bytes = page_fetch(url, &settings, &mirror->version, &broken);
    gsize size = 0;

    if (bytes != NULL) {
        const char *text = g_bytes_get_data(bytes, &size);
        mirror->months = mirror_months_read(text != NULL ? text : "", size, &broken);
    }
    if (g_error_matches(broken, COLPORTEUR_ERROR, ERROR_NOT_FOUND) ||
        g_error_matches(broken, COLPORTEUR_ERROR, ERROR_BAD_INPUT))
        fail_hint(&broken, "give the page of a public list of a Colporteur, as in --from "
                           "https://lists.example.org/mobilites/");
    if (broken != NULL)
        g_propagate_prefixed_error(error, g_steal_pointer(&broken),
                                   "cannot mirror \"%s\": ", mirror->plan->url);
    return mirror->months != NULL;
}

static gboolean
remember(Mirror *mirror, const MirrorMonth *month, GError **error)
{
    return mirror->plan->dry_run ||
           archive_mirror_month_set(mirror->store, mirror->plan->list, month->name, month->version,
                                    NULL, error);
}

static gboolean
take_month(Mirror *mirror, MirrorMonth *month, GError **error)
{
    const char *known = g_hash_table_lookup(mirror->known, month->name);
    guint before = mirror->gone->len;
    gboolean settled = FALSE;

    if (g_strcmp0(known, month->version) == 0)
        return TRUE;
    if (!mirror_month_take(mirror->store, mirror->plan, month, mirror->gone, &settled,
                           mirror->result, error)) {
        g_prefix_error(error, "month %s: ", month->name);
        return FALSE;
    }
    mirror->result->fetched++;
    mirror->result->unsettled += !settled;
    if (mirror->gone->len > before)
        g_ptr_array_add(mirror->waiting, month);
    else if (settled)
        return remember(mirror, month, error);
    return TRUE;
}

/* The newest first, so that a reader of the mirror has those soonest. */
static gboolean
take_months(Mirror *mirror, GError **error)
{
    const MirrorPlan *plan = mirror->plan;

    mirror->result->months = mirror->months->len;
    for (guint i = 0; i < mirror->months->len; i++) {
        MirrorMonth *month = &g_array_index(mirror->months, MirrorMonth, i);
        if (!take_month(mirror, month, error))
            return FALSE;
        g_hash_table_remove(mirror->known, month->name);
        plan->progress(i + 1, mirror->months->len, plan->data);
    }
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, mirror->known);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (!mirror_month_gone(mirror->store, plan->list, name, mirror->gone, error))
            return FALSE;
    return TRUE;
}

static gboolean
may_withdraw(Mirror *mirror, GError **error)
{
    g_autoptr(Rows) rows = archive_mirror_count(mirror->store, mirror->plan->list, error);
    ArchiveMirrorCount row;

    return rows != NULL && archive_mirror_count_next(rows, &row) &&
           mirror->plan->may_withdraw(mirror->gone->len, row.posts, mirror->plan->data, error);
}

static gboolean
withdraw(Mirror *mirror, GError **error)
{
    for (guint i = 0; i < mirror->gone->len; i++) {
        const MirrorGone *gone = g_ptr_array_index(mirror->gone, i);
        g_autoptr(Rows) rows = archive_mirror_withdraw(mirror->store, mirror->plan->list,
                                                       gone->month, gone->place, error);
        ArchiveMirrorWithdraw row;
        if (rows == NULL || !archive_mirror_withdraw_next(rows, &row))
            return FALSE;
        mirror->result->withdrawn += row.done;
    }
    return TRUE;
}

/* Withdraws, and remembers what waited for that. */
static gboolean
settle(Mirror *mirror, GError **error)
{
    gint64 list = mirror->plan->list;
    GHashTableIter iter;
    gpointer name;

    if (mirror->plan->dry_run) {
        mirror->result->withdrawn = mirror->gone->len;
        return TRUE;
    }
    if (mirror->gone->len > 0 && !may_withdraw(mirror, error))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(mirror->store, error);
    if (transaction == NULL || !withdraw(mirror, error))
        return FALSE;
    for (guint i = 0; i < mirror->waiting->len; i++)
        if (!remember(mirror, g_ptr_array_index(mirror->waiting, i), error))
            return FALSE;
    g_hash_table_iter_init(&iter, mirror->known);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (!archive_mirror_month_forget(mirror->store, list, name, NULL, error))
            return FALSE;
    const char *etag = mirror->result->unsettled == 0 ? mirror->version.etag : "";
    return archive_mirror_set(mirror->store, list, mirror->plan->url, etag, NULL, error) &&
           transaction_commit(transaction, error);
}

gboolean
archive_mirror_sync(Store *store, const MirrorPlan *plan, MirrorResult *result, GError **error)
{
    g_auto(Mirror)
        mirror = {.store = store,
                  .plan = plan,
                  .result = result,
                  .known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                  .gone = g_ptr_array_new_with_free_func(mirror_gone_free),
                  .waiting = g_ptr_array_new()};
    g_autoptr(GError) broken = NULL;

    *result = (MirrorResult){0};
    if (!read_known(&mirror, error))
        return FALSE;
    if (!ask_months(&mirror, &broken)) {
        result->is_same = broken == NULL;
        if (broken != NULL)
            g_propagate_error(error, g_steal_pointer(&broken));
        return result->is_same;
    }
    /* Its months belong to a mirror from now on, whatever of it is taken today. */
    if (!plan->dry_run && !archive_mirror_set(store, plan->list, plan->url, "", NULL, error))
        return FALSE;
    return take_months(&mirror, error) && settle(&mirror, error);
}
