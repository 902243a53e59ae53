/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cache - pages as they were sent, for as long as what they are made of is the same */
#include "site/cache.h"

/* One page may have so much of its share that keeping it sends few others away; and what is typed
 * has so much of the whole. */
enum { PART_OF_ONE = 8, PART_OF_TYPED = 4 };

typedef struct {
    GQueue uses;
    gsize size;
    gsize max;
} Share;

typedef struct {
    Share *share;
    char *key;
    char *version;
    char *stamp;
    HttpPage *page;
    gsize size;
    GList link; /* in the order of use, the latest first */
} Entry;

struct SiteCache {
    GMutex mutex;
    GHashTable *entries; /* key -> Entry */
    Share shares[SITE_CACHE_N_SHARES];
};

static void
entry_free(gpointer data)
{
    Entry *entry = data;

    http_page_unref(entry->page);
    g_free(entry->key);
    g_free(entry->version);
    g_free(entry->stamp);
    g_free(entry);
}

SiteCache *
site_cache_new(gsize bytes)
{
    SiteCache *cache = g_new0(SiteCache, 1);

    g_mutex_init(&cache->mutex);
    cache->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
    for (guint i = 0; i < SITE_CACHE_N_SHARES; i++)
        g_queue_init(&cache->shares[i].uses);
    cache->shares[SITE_CACHE_TYPED].max = bytes / PART_OF_TYPED;
    cache->shares[SITE_CACHE_NAMED].max = bytes - bytes / PART_OF_TYPED;
    return cache;
}

void
site_cache_free(SiteCache *cache)
{
    if (cache == NULL)
        return;
    g_hash_table_unref(cache->entries);
    g_mutex_clear(&cache->mutex);
    g_free(cache);
}

static void
entry_drop(SiteCache *cache, Entry *entry)
{
    g_queue_unlink(&entry->share->uses, &entry->link);
    entry->share->size -= entry->size;
    g_hash_table_remove(cache->entries, entry->key);
}

char *
site_cache_stamp(SiteCache *cache, const char *key)
{
    g_mutex_lock(&cache->mutex);
    const Entry *entry = g_hash_table_lookup(cache->entries, key);
    char *stamp = g_strdup(entry != NULL ? entry->stamp : "");
    g_mutex_unlock(&cache->mutex);
    return stamp;
}

/* Whether the entry is right in this state; its stamp is then the latest. */
static gboolean
entry_holds(Entry *entry, SiteState state)
{
    if (*state.version == '\0')
        return *state.stamp != '\0' && g_str_equal(entry->stamp, state.stamp);
    if (!g_str_equal(entry->version, state.version))
        return FALSE;
    if (!g_str_equal(entry->stamp, state.stamp)) {
        g_free(entry->stamp);
        entry->stamp = g_strdup(state.stamp);
    }
    return TRUE;
}

gboolean
site_cache_get(SiteCache *cache, const char *key, SiteState state, HttpResponse *response)
{
    HttpPage *page = NULL;

    g_mutex_lock(&cache->mutex);
    Entry *entry = g_hash_table_lookup(cache->entries, key);
    if (entry != NULL && entry_holds(entry, state)) {
        page = http_page_ref(entry->page);
        g_queue_unlink(&entry->share->uses, &entry->link);
        g_queue_push_head_link(&entry->share->uses, &entry->link);
    } else if (entry != NULL && *state.version != '\0') {
        entry_drop(cache, entry);
    }
    g_mutex_unlock(&cache->mutex);
    if (page == NULL)
        return FALSE;
    http_response_set_page(response, page);
    return TRUE;
}

void
site_cache_put(SiteCache *cache, SiteCacheShare which, const char *key, SiteState state,
               HttpResponse *response)
{
    Share *share = &cache->shares[which];
    HttpPage *page = http_page_of(response);

    if (page == NULL)
        return;
    Entry *entry = g_new0(Entry, 1);
    entry->share = share;
    entry->key = g_strdup(key);
    entry->version = g_strdup(state.version);
    entry->stamp = g_strdup(state.stamp);
    entry->page = page;
    entry->size = sizeof *entry + strlen(key) + strlen(state.version) + strlen(state.stamp) +
                  http_page_size(page);
    entry->link.data = entry;

    g_mutex_lock(&cache->mutex);
    Entry *old = g_hash_table_lookup(cache->entries, key);
    if (old != NULL)
        entry_drop(cache, old);
    if (entry->size > share->max / PART_OF_ONE) {
        g_mutex_unlock(&cache->mutex);
        entry_free(entry);
        return;
    }
    g_hash_table_insert(cache->entries, entry->key, entry);
    g_queue_push_head_link(&share->uses, &entry->link);
    share->size += entry->size;
    while (share->size > share->max)
        entry_drop(cache, g_queue_peek_tail(&share->uses));
    g_mutex_unlock(&cache->mutex);
}
