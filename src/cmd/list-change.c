/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-change - commands that set a list otherwise, close, rename or delete it */
#include <stdio.h>

#include "base/error.h"
#include "list/list.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/counted.h"
#include "cmd/intake.h"
#include "cmd/list.h"

static gboolean is_public, is_private, reopen, dry_run, yes, with_archive;
static char *kind, *title, *description, *language, *domain, *fan_out, *clicks;
static char *parent, *posts_up, *reached_post;
static gboolean no_parent;
static char **not_domains;
static gint digest_posts = -1, digest_hour = -1, digest_day = -1;
static char **owners, **moderators, **not_owners, **not_moderators;
static char **territories, **interests, **not_territories, **not_interests;

const GOptionEntry cmd_list_set_options[] = {
    {"title", 0, 0, G_OPTION_ARG_STRING, &title, "name for people to read", "TEXT"},
    {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "discussion, announce or newsletter", "KIND"},
    {"description", 0, 0, G_OPTION_ARG_STRING, &description, "what it is for", "TEXT"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr, en or br", "LANGUAGE"},
    {"domain", 0, 0, G_OPTION_ARG_STRING, &domain, "domain of its address", "DOMAIN"},
    {"forget-domain", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_domains,
     "take no more mail at a domain it was at before", "DOMAIN"},
    {"fan-out", 0, 0, G_OPTION_ARG_STRING, &fan_out,
     "of posts: own (a message each) or shared (one for many)", "HOW"},
    {"clicks", 0, 0, G_OPTION_ARG_STRING, &clicks,
     "on or off: count those of editions that do not say it themselves, from the next draft on",
     "HOW"},
    {"owner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &owners, "who looks after it too", "ADDRESS"},
    {"moderator", 0, 0, G_OPTION_ARG_STRING_ARRAY, &moderators, "who decides about its mail too",
     "ADDRESS"},
    {"not-owner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_owners, "who does no more", "ADDRESS"},
    {"not-moderator", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_moderators, "who does no more",
     "ADDRESS"},
    {"digest-posts", 0, 0, G_OPTION_ARG_INT, &digest_posts,
     "a digest with so many posts does not wait for its hour; 1 to 200", "N"},
    {"digest-hour", 0, 0, G_OPTION_ARG_INT, &digest_hour,
     "hour of the reader's day at which digests go; 0 to 23", "HOUR"},
    {"digest-day", 0, 0, G_OPTION_ARG_INT, &digest_day,
     "day on which those of a week go; 1 (Monday) to 7", "DAY"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories, "where it is about too", "WORD"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests, "what it is about too", "WORD"},
    {"not-territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_territories, "no more", "WORD"},
    {"not-interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &not_interests, "no more", "WORD"},
    {"parent", 0, 0, G_OPTION_ARG_STRING, &parent, "list whose posts its members get too", "LIST"},
    {"no-parent", 0, 0, G_OPTION_ARG_NONE, &no_parent, "stand for itself again", NULL},
    {"posts-up", 0, 0, G_OPTION_ARG_STRING, &posts_up,
     "yes or no (default): its posts reach the members of the list above it, too", "WORD"},
    {"reached-post", 0, 0, G_OPTION_ARG_STRING, &reached_post,
     "yes (default) or no: whom its posts reach through another list writes to it as members do",
     "WORD"},
    {"public", 0, 0, G_OPTION_ARG_NONE, &is_public, "show its archive on the site", NULL},
    {"private", 0, 0, G_OPTION_ARG_NONE, &is_private, "keep its archive off the site", NULL},
    {0}};
const GOptionEntry cmd_list_close_options[] = {
    {"reopen", 0, 0, G_OPTION_ARG_NONE, &reopen, "the other way round", NULL}, {0}};
const GOptionEntry cmd_list_delete_options[] = {
    {"with-archive", 0, 0, G_OPTION_ARG_NONE, &with_archive, "delete what was written too", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell what would go, and change nothing",
     NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {0}};

static gboolean
change_roles(Call *call, const List *list, char **addresses, const char *role, gboolean add,
             GError **error)
{
    for (; addresses != NULL && *addresses != NULL; addresses++)
        if (!list_role_change(call->store, list, *addresses, role, add, error))
            return FALSE;
    return TRUE;
}

static gboolean
forget_domains(Call *call, const List *list, GError **error)
{
    for (char **each = not_domains; each != NULL && *each != NULL; each++)
        if (!list_forget_domain(call->store, list, *each, error))
            return FALSE;
    return TRUE;
}

static gboolean
check_yes_or_no(const char *option, const char *word, GError **error)
{
    if (word == NULL || g_str_equal(word, "yes") || g_str_equal(word, "no"))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "--%s cannot be \"%s\"", option, word);
    return fail_hint(error, "it is yes or no");
}

/* What goes on working is said because nobody would expect it, what does not because it must be
 * done elsewhere. */
static void
tell_move(Store *store, const List *before)
{
    g_autoptr(List) list = list_get(store, before->id, NULL);

    if (list == NULL || g_str_equal(list->domain, before->domain))
        return;
    if (not_domains == NULL || !g_strv_contains((const char *const *)not_domains, before->domain))
        printf("%s@%s is taken too for as long as the mail server hands mail of %s to colporteur; "
               "links to the archive stay as they are (colporteur list set %s --forget-domain %s "
               "ends that)\n",
               list->name, before->domain, before->domain, list->name, before->domain);
    printf(
        "members and their mail programs get to know %s@%s by the next mail: tell who filters by "
        "List-Id, which is %s.%s now\n",
        list->name, list->domain, list->name, list->domain);
}

gboolean
cmd_list_set(Call *call, GError **error)
{
    const ListDraft change = {.kind = kind,
                              .title = title,
                              .description = description,
                              .language = language,
                              .fan_out = fan_out,
                              .domain = domain,
                              .clicks = clicks == NULL              ? NULL
                                        : g_str_equal(clicks, "on") ? "counted"
                                                                    : "uncounted",
                              .owners = (const char *const *)owners};
    const ListAboutChange about = {.territories = (const char *const *)territories,
                                   .not_territories = (const char *const *)not_territories,
                                   .interests = (const char *const *)interests,
                                   .not_interests = (const char *const *)not_interests};
    const ListTree tree = {
        .parent = no_parent ? "" : parent, .posts_up = posts_up, .reached_post = reached_post};
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !command_check_given("list set", cmd_list_set_options, error))
        return FALSE;
    if (clicks != NULL && !g_str_equal(clicks, "on") && !g_str_equal(clicks, "off")) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no way to count clicks", clicks);
        return fail_hint(error, "it is on or off");
    }
    if (!check_yes_or_no("posts-up", posts_up, error) ||
        !check_yes_or_no("reached-post", reached_post, error))
        return FALSE;
    if (parent != NULL && no_parent)
        return fail(error, ERROR_BAD_INPUT, "a list is below another or below none, not both");
    if (is_public && is_private)
        return fail(error, ERROR_BAD_INPUT, "an archive is public or private, not both");
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL ||
        !list_change(call->store, list, &change,
                     is_public    ? "yes"
                     : is_private ? "no"
                                  : NULL,
                     error) ||
        !list_digest_change(call->store, list, digest_posts, digest_hour, digest_day, error) ||
        !forget_domains(call, list, error) ||
        !change_roles(call, list, moderators, "moderator", TRUE, error) ||
        !change_roles(call, list, not_owners, "owner", FALSE, error) ||
        !change_roles(call, list, not_moderators, "moderator", FALSE, error) ||
        !list_about_change(call->store, list, &about, error) ||
        !list_tree_change(call->store, list, &tree, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    printf("changed %s\n", list->name);
    for (char **each = not_domains; each != NULL && *each != NULL; each++)
        printf(
            "mail to %s@%s is not taken any more; what still comes back to it from there is lost\n",
            list->name, *each);
    tell_move(call->store, list);
    return TRUE;
}

gboolean
cmd_list_close(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !list_set_closed(call->store, list, !reopen, error))
        return FALSE;
    printf(reopen ? "%s is open\n" : "%s is closed: nobody writes to it or joins it\n", list->name);
    return reopen || intake_tell(call, list, "they are still posted", error);
}

/* What a new name changes for others, and what it does not. */
static void
tell_renamed(Store *store, const List *before)
{
    g_autoptr(List) list = list_get(store, before->id, NULL);

    if (list == NULL || g_str_equal(list->name, before->name))
        return;
    printf("links to its archive go on to lead there; tell who filters by List-Id, which is %s.%s "
           "now\n",
           list->name, list->domain);
    g_autofree char *old = g_strdup_printf("[%s]", before->name);
    if (g_str_equal(list->prefix, old))
        printf("subjects still begin with %s: colporteur list prepare %s --prefix '[%s]'\n", old,
               list->name, list->name);
}

gboolean
cmd_list_rename(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);

    if (list == NULL || !list_set_name(call->store, list, call->arguments[1], error))
        return FALSE;
    printf("%s is called %s; mail to its old addresses still arrives\n", list->name,
           call->arguments[1]);
    tell_renamed(call->store, list);
    return intake_tell(call, list, "they go out under the new name", error);
}

gboolean
cmd_list_delete(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    ListCounts row;

    if (list == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_counts(call->store, list->id, error);
    if (rows == NULL || !list_counts_next(rows, &row))
        return FALSE;
    g_autofree char *members = counted(row.subscribers, "subscription", "subscriptions");
    g_autofree char *held = counted(row.held, "held mail", "held mails");
    g_autofree char *posts = counted(row.posts, "post", "posts");
    printf("%s: %s and %s go; its archive of %s %s\n", list->name, members, held, posts,
           with_archive ? "goes too, for good" : "stays");
    if (!intake_tell(call, list,
                     with_archive ? "they go too, for good" : "they get into its archive", error))
        return FALSE;
    if (dry_run)
        return TRUE;
    if (!ask(yes, error, "Delete the list %s?", list->name) ||
        !list_remove(call->store, list, with_archive, error))
        return FALSE;
    printf("deleted %s\n", list->name);
    return TRUE;
}
