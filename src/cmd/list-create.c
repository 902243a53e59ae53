/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list-create - make a list, by a template or without
 *
 * What is typed goes before what the template says. The list, its rules and what it is about come
 * all at once.
 */
#include <stdio.h>

#include "list/list-template.h"

#include "cmd/list.h"

static gboolean is_private;
static char *template, *kind, *title, *description, *language, *domain, *prefix, *fan_out, *parent;
static char **owners, **moderators, **territories, **interests;

const GOptionEntry cmd_list_create_options[] = {
    {"template", 0, 0, G_OPTION_ARG_STRING, &template,
     "what it begins as: discussion, moderated, announce, newsletter, open, or one of your own",
     "NAME"},
    {"title", 0, 0, G_OPTION_ARG_STRING, &title, "name for people to read", "TEXT"},
    {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "discussion (default), announce or newsletter",
     "KIND"},
    {"description", 0, 0, G_OPTION_ARG_STRING, &description, "what it is for", "TEXT"},
    {"language", 0, 0, G_OPTION_ARG_STRING, &language, "fr (default), en or br", "LANGUAGE"},
    {"domain", 0, 0, G_OPTION_ARG_STRING, &domain, "domain of its address", "DOMAIN"},
    {"prefix", 0, 0, G_OPTION_ARG_STRING, &prefix, "what subjects begin with", "TEXT"},
    {"owner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &owners, "who looks after it; may be repeated",
     "ADDRESS"},
    {"moderator", 0, 0, G_OPTION_ARG_STRING_ARRAY, &moderators,
     "who decides about its mail; may be repeated", "ADDRESS"},
    {"territory", 0, 0, G_OPTION_ARG_STRING_ARRAY, &territories,
     "where it is about; may be repeated", "WORD"},
    {"interest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &interests, "what it is about; may be repeated",
     "WORD"},
    {"fan-out", 0, 0, G_OPTION_ARG_STRING, &fan_out,
     "posts: own (default), each reader's copy comes back by itself; or shared, one copy for many",
     "WORD"},
    {"parent", 0, 0, G_OPTION_ARG_STRING, &parent, "list whose posts its members get too", "LIST"},
    {"private", 0, 0, G_OPTION_ARG_NONE, &is_private, "keep its archive off the site", NULL},
    {0}};

static const char *
either(const char *typed, const char *given)
{
    return typed != NULL ? typed : given;
}

static gboolean
create(Call *call, const ListTemplate *model, GError **error)
{
    char *const *given = model->given;
    const ListDraft draft = {
        .name = call->arguments[0],
        .domain = domain != NULL ? domain : settings_text(call->settings, SETTING_MAIL_DOMAIN),
        .title = either(title, given[GIVEN_TITLE]),
        .kind = either(kind, given[GIVEN_KIND]),
        .description = either(description, given[GIVEN_DESCRIPTION]),
        .language = language,
        .prefix = either(prefix, given[GIVEN_PREFIX]),
        .owners = (const char *const *)owners,
        .fan_out = either(fan_out, given[GIVEN_FAN_OUT]),
        .is_private = is_private || g_strcmp0(given[GIVEN_ARCHIVE], "private") == 0,
    };
    const ListPreparation preparation = {.reply_to = given[GIVEN_REPLY_TO],
                                         .author_in = given[GIVEN_AUTHOR_IN],
                                         .footer = given[GIVEN_FOOTER]};
    const ListAboutChange about = {.territories = (const char *const *)territories,
                                   .interests = (const char *const *)interests};
    const ListTree tree = {.parent = parent};
    gint64 id = 0;

    if (!list_create(call->store, &draft, &id, error))
        return FALSE;
    g_autoptr(List) list = list_get(call->store, id, error);
    if (list == NULL ||
        (given[GIVEN_POLICY] != NULL &&
         !list_policy_change(call->store, list, given[GIVEN_POLICY], error)) ||
        !list_preparation_change(call->store, list, &preparation, error) ||
        !list_about_change(call->store, list, &about, error) ||
        !list_tree_change(call->store, list, &tree, error))
        return FALSE;
    for (char **moderator = moderators; moderator != NULL && *moderator != NULL; moderator++)
        if (!list_role_change(call->store, list, *moderator, "moderator", TRUE, error))
            return FALSE;
    return TRUE;
}

gboolean
cmd_list_create(Call *call, GError **error)
{
    const ListTemplateFill fill = {
        .name = call->arguments[0], .title = title, .language = either(language, "fr")};
    g_autoptr(ListTemplate) model = template != NULL
                                        ? list_template_read(call->settings, template, &fill, error)
                                        : g_new0(ListTemplate, 1);

    if (model == NULL)
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    if (transaction == NULL || !create(call, model, error) ||
        !transaction_commit(transaction, error))
        return FALSE;
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    if (list == NULL)
        return FALSE;
    g_autofree char *address = list_address(list, "");
    printf("made %s list %s\n", list_kind_word(list->kind), address);
    if (owners == NULL)
        printf("nobody looks after it yet: held mail waits for \"colporteur held list\"\n");
    return TRUE;
}
