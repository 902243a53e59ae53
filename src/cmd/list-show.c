/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-show - what a list is, who looks after it and how many are on it */
#include "list/list.h"
#include "store/query.h"

#include "cmd/list.h"
#include "cmd/listing.h"

static gboolean json;

const GOptionEntry cmd_list_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL}, {0}};

/* Addresses with this role, in one string. */
static char *
role_addresses(Store *store, gint64 list, const char *role, GError **error)
{
    g_autoptr(Rows) rows = list_roles(store, list, error);
    g_autoptr(GString) text = g_string_new(NULL);
    ListRoles row;

    if (rows == NULL)
        return NULL;
    while (list_roles_next(rows, &row))
        if (g_str_equal(row.role, role))
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", row.address);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static gboolean
show_one(Call *call, const List *list, GError **error)
{
    g_autoptr(Rows) rows = list_counts(call->store, list->id, error);
    g_autoptr(Listing) listing =
        listing_new("name", "address", "kind", "title", "description", "language", "prefix",
                    "public?", "open?", "archive", "clicks", "owners", "moderators", "territories",
                    "interests", "topics", "family", "fan-out", "digests", "parent", "sub-lists",
                    "posts up?", "reached post?", "subscribers#", "posts#", "held#", NULL);
    ListCounts row;
    ListTraits traits;

    if (rows == NULL || !list_counts_next(rows, &row))
        return FALSE;
    g_autoptr(Rows) found = list_traits(call->store, list->id, error);
    if (found == NULL || !list_traits_next(found, &traits))
        return FALSE;
    g_autofree char *owner = role_addresses(call->store, list->id, "owner", error);
    g_autofree char *moderator =
        owner != NULL ? role_addresses(call->store, list->id, "moderator", error) : NULL;
    if (moderator == NULL)
        return FALSE;
    g_autofree char *address = list_address(list, "");
    g_autofree char *archive =
        g_strdup_printf("%s/%s/", settings_text(call->settings, SETTING_SITE_URL), list->name);
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    g_autofree char *digests =
        g_strdup_printf("at %d o'clock, weekly on %s, or at %d posts", traits.digest_hour,
                        days[CLAMP(traits.digest_day, 1, 7) - 1], traits.digest_posts);
    g_autofree char *subscribers = g_strdup_printf("%" G_GINT64_FORMAT, row.subscribers);
    g_autofree char *posts = g_strdup_printf("%" G_GINT64_FORMAT, row.posts);
    g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, row.held);
    listing_row(listing, list->name, address, list_kind_word(list->kind), list->title,
                list->description, list->language, list->prefix, list->is_public ? "yes" : "no",
                list->is_closed ? "no" : "yes", archive,
                g_str_equal(list->clicks, "counted") ? "on" : "off", owner, moderator,
                traits.territories, traits.interests, traits.topics, traits.family, traits.fan_out,
                digests, traits.parent, traits.children, traits.posts_up ? "yes" : "no",
                traits.reached_post ? "yes" : "no", subscribers, posts, held);
    listing_print_one(listing, json);
    return TRUE;
}

gboolean
cmd_list_show(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    return list != NULL && show_one(call, list, error);
}
