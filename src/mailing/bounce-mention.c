/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce-mention - whom the text of a bounce names, and what it says of each */
#include <string.h>

#include "base/address.h"

#include "mailing/bounce-inside.h"

typedef struct {
    guint line;
    char *address;
} Place;

static void
place_clear(gpointer data)
{
    g_free(((Place *)data)->address);
}

static void
mention_free(gpointer data)
{
    BounceMention *mention = data;

    g_free(mention->address);
    g_free(mention->said);
    g_free(mention);
}

/* The lines that `rule` fits. Whom the mail itself is addressed to sent the letter. */
static GArray *
find_places(const Rule *rule, const GPtrArray *lines, const char *own)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));

    g_array_set_clear_func(places, place_clear);
    for (guint i = 0; i < lines->len && places->len < BOUNCE_RECIPIENTS_MAX; i++) {
        Place place = {i, NULL};
        if (strchr(lines->pdata[i], '@') == NULL ||
            !rule_fits(rule, lines->pdata[i], &place.address))
            continue;
        if (place.address == NULL || *place.address == '\0' ||
            (own != NULL && g_ascii_strcasecmp(place.address, own) == 0))
            g_free(place.address);
        else
            g_array_append_val(places, place);
    }
    return places;
}

static char *
lines_between(const GPtrArray *lines, guint from, guint end)
{
    GString *said = g_string_new(NULL);

    for (guint i = from; i < end && i < lines->len && said->len < 8192; i++) {
        g_string_append(said, lines->pdata[i]);
        g_string_append_c(said, '\n');
    }
    return g_string_free(said, FALSE);
}

static gboolean
is_known(const GPtrArray *mentions, const char *address)
{
    for (guint i = 0; i < mentions->len; i++)
        if (g_ascii_strcasecmp(((BounceMention *)mentions->pdata[i])->address, address) == 0)
            return TRUE;
    return FALSE;
}

/* The next place that is about somebody else, or the number of places. */
static guint
next_other(const GArray *places, guint i)
{
    const char *address = g_array_index(places, Place, i).address;

    for (i++; i < places->len; i++)
        if (g_ascii_strcasecmp(g_array_index(places, Place, i).address, address) != 0)
            break;
    return i;
}

static void
add_mentions(GPtrArray *mentions, const GArray *places, const GPtrArray *lines, gboolean before)
{
    guint from = 0;

    for (guint i = 0, next; i < places->len; i = next) {
        const Place *place = &g_array_index(places, Place, i);
        guint end = lines->len;
        next = next_other(places, i);
        if (before)
            end = g_array_index(places, Place, next - 1).line + 1;
        else if (next < places->len)
            end = g_array_index(places, Place, next).line;
        from = before ? from : place->line;
        if (!is_known(mentions, place->address)) {
            BounceMention *mention = g_new0(BounceMention, 1);
            mention->address = g_strdup(place->address);
            mention->said = lines_between(lines, from, MAX(end, from + 1));
            g_ptr_array_add(mentions, mention);
        }
        from = end;
    }
}

static char *
own_address(const BounceText *text)
{
    const char *to = strstr(text->head, "\nTo: ");
    const char *start = to != NULL                             ? to + 5
                        : g_str_has_prefix(text->head, "To: ") ? text->head + 4
                                                               : NULL;
    gsize size;

    if (start == NULL)
        return NULL;
    size = strcspn(start, "\n");
    const char *angle = memchr(start, '<', size);
    if (angle != NULL) {
        start = angle + 1;
        size = strcspn(start, ">\n");
    }
    return g_strstrip(g_strndup(start, size));
}

GPtrArray *
bounce_mentions(const BounceRules *rules, const BounceText *text)
{
    GPtrArray *mentions = g_ptr_array_new_with_free_func(mention_free);
    g_autofree char *own = own_address(text);
    const Rule *rule;

    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; mentions->len == 0 && (rule = rule_at(rules, RULE_RECIPIENT, i)) != NULL;
             i++) {
            /* The second pass is for those who wrote to themselves. */
            g_autoptr(GArray) places = find_places(rule, text->lines, pass == 0 ? own : NULL);
            add_mentions(mentions, places, text->lines, g_str_equal(rule->value, "before"));
        }
    return mentions;
}
