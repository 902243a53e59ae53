/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import-seen - which addresses were in the file already
 *
 * An open-addressing table of 16 bytes a place: 96 bits of two hashes and the line. Two of a
 * million addresses are mistaken for each other once in 10^16 files.
 */
#include "people/import-inside.h"

typedef struct {
    guint64 hash;
    guint32 more;
    guint32 line; /* 0: free */
} Place;

struct ImportSeen {
    Place *places;
    gsize size; /* a power of two */
    gsize used;
};

ImportSeen *
import_seen_new(void)
{
    ImportSeen *seen = g_new0(ImportSeen, 1);

    seen->size = 1024;
    seen->places = g_new0(Place, seen->size);
    return seen;
}

void
import_seen_free(ImportSeen *seen)
{
    if (seen == NULL)
        return;
    g_free(seen->places);
    g_free(seen);
}

/* FNV-1a, and the same walk with another multiplier. */
static Place
place_of(const char *key, guint line)
{
    guint64 a = G_GUINT64_CONSTANT(0xcbf29ce484222325);
    guint64 b = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);

    for (const char *p = key; *p != '\0'; p++) {
        a = (a ^ (guint8)*p) * G_GUINT64_CONSTANT(0x100000001b3);
        b = (b + (guint8)*p) * G_GUINT64_CONSTANT(0xd6e8feb86659fd93);
    }
    return (Place){a ^ (a >> 32), (guint32)(b >> 32), line};
}

static Place *
find(const ImportSeen *seen, const Place *wanted)
{
    gsize at = (gsize)wanted->hash & (seen->size - 1);

    while (seen->places[at].line != 0 &&
           (seen->places[at].hash != wanted->hash || seen->places[at].more != wanted->more))
        at = (at + 1) & (seen->size - 1);
    return &seen->places[at];
}

static void
grow(ImportSeen *seen)
{
    g_autofree Place *old = seen->places;
    gsize n = seen->size;

    seen->size *= 2;
    seen->places = g_new0(Place, seen->size);
    for (gsize i = 0; i < n; i++)
        if (old[i].line != 0)
            *find(seen, &old[i]) = old[i];
}

guint
import_seen_line(ImportSeen *seen, const char *key, guint line)
{
    Place wanted = place_of(key, line);
    Place *place = find(seen, &wanted);

    if (place->line != 0)
        return place->line;
    *place = wanted;
    if (++seen->used * 4 > seen->size * 3)
        grow(seen);
    return 0;
}
