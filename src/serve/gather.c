/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather - what many threads want at the same time, done by a few of them for all; see gather.h */
#include "serve/gather.h"

typedef struct {
    gpointer item;
    gsize size;
    gboolean is_taken, is_done;
    GCond turn; /* it is done, or its thread is to do the next go */
} Wish;

struct Gather {
    GatherWork work;
    guint most;
    gsize most_bytes;
    guint goes;
    gint64 patience;
    GMutex mutex;
    guint at_work;  /* goes that are being done */
    Wish *forming;  /* the one that waits for company, or NULL */
    guint inside;   /* items that wait or are being done */
    guint company;  /* as many as there lately were at a time; one less with each go */
    GQueue waiting; /* of Wish, which live on the stacks of their threads */
};

Gather *
gather_new(GatherWork work, guint goes, guint most, gsize most_bytes, gint64 patience)
{
    Gather *gather = g_new0(Gather, 1);

    gather->work = work;
    gather->goes = goes;
    gather->most = most;
    gather->most_bytes = most_bytes;
    gather->patience = patience;
    g_mutex_init(&gather->mutex);
    g_queue_init(&gather->waiting);
    return gather;
}

void
gather_free(Gather *gather)
{
    g_mutex_clear(&gather->mutex);
    g_free(gather);
}

/* Under the mutex: takes from those that wait what makes one go. */
static GPtrArray *
take_go(Gather *gather)
{
    GPtrArray *go = g_ptr_array_new();
    gsize bytes = 0;

    while (gather->waiting.length > 0 && go->len < gather->most) {
        Wish *first = gather->waiting.head->data;
        bytes += first->size;
        if (go->len > 0 && bytes > gather->most_bytes)
            break;
        first->is_taken = TRUE;
        g_ptr_array_add(go, g_queue_pop_head(&gather->waiting));
    }
    return go;
}

/* Under the mutex: as many as are to be in a go for each go to have its share of all. */
static guint
share(const Gather *gather)
{
    return MIN((gather->company + gather->goes - 1) / gather->goes, gather->most);
}

/* Under the mutex: the next go is its first one's to do. */
static void
call_next(Gather *gather)
{
    if (gather->waiting.length > 0 && gather->at_work < gather->goes)
        g_cond_signal(&((Wish *)gather->waiting.head->data)->turn);
}

/* Under the mutex, which is let go for the work. */
static void
do_one_go(Gather *gather, gpointer data)
{
    g_autoptr(GPtrArray) go = take_go(gather);
    g_autofree gpointer *items = g_new(gpointer, go->len);

    for (guint i = 0; i < go->len; i++)
        items[i] = ((Wish *)go->pdata[i])->item;
    gather->at_work++;
    gather->company = MAX(gather->inside, MAX(gather->company, 1) - 1);
    call_next(gather); /* where this go does not take all, another may have a place */
    g_mutex_unlock(&gather->mutex);
    gather->work(items, go->len, data);
    g_mutex_lock(&gather->mutex);
    gather->at_work--;
    for (guint i = 0; i < go->len; i++) {
        Wish *wish = go->pdata[i];
        wish->is_done = TRUE;
        g_cond_signal(&wish->turn);
    }
    gather->inside -= go->len;
    call_next(gather);
}

/* Under the mutex, by one that waits: until there is company, but not for long. */
static void
wait_for_company(Gather *gather, Wish *wish)
{
    gint64 end = g_get_monotonic_time() + gather->patience;

    gather->forming = wish;
    while (gather->waiting.length < share(gather) &&
           g_cond_wait_until(&wish->turn, &gather->mutex, end))
        ;
    gather->forming = NULL;
}

void
gather_do(Gather *gather, gpointer item, gsize size, gpointer data)
{
    Wish wish = {.item = item, .size = size};

    g_cond_init(&wish.turn);
    g_mutex_lock(&gather->mutex);
    g_queue_push_tail(&gather->waiting, &wish);
    gather->inside++;
    if (gather->forming != NULL && gather->waiting.length >= share(gather))
        g_cond_signal(&gather->forming->turn);
    while (!wish.is_done) {
        if (wish.is_taken || gather->at_work >= gather->goes || gather->forming != NULL)
            g_cond_wait(&wish.turn, &gather->mutex);
        else {
            wait_for_company(gather, &wish);
            do_one_go(gather, data);
        }
    }
    g_mutex_unlock(&gather->mutex);
    g_cond_clear(&wish.turn);
}
