/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates of the list robot: no unknown names, in each language, each with a subject. */
#include <glib.h>

#include "base/error.h"
#include "page/template.h"

static const char *const languages[] = {"fr", "en", "br"};

/* What list/notice.c and its callers set. */
static const struct {
    const char *name;
    const char *declared[58];
} templates[] = {
    {"held",
     {"list.name",
      "list.title",
      "list.address",
      "name",
      "from",
      "subject",
      "excerpt",
      "number",
      "reason.stranger",
      "reason.unconfirmed",
      "reason.left",
      "reason.no-author",
      "reason.automatic",
      "reason.not-a-reply",
      "reason.command",
      "reason.forged",
      "reason.spam",
      "reason.empty",
      "reason.command-like",
      "reason.too-large",
      "reason.too-many-recipients",
      "reason.first-posts",
      "reason.attachment",
      "reason.sealed",
      "reason.watched",
      "reason.named",
      "reason.moderated",
      "reason.subscriber",
      "reason.owner",
      "decide",
      "decide.accept",
      "decide.discard",
      "days",
      NULL}},
    {"decided",
     {"list.name", "list.title", "list.address", "number", "subject", "by", "text", "accepted",
      "rejected", "discarded", "expired", NULL}},
    {"moderated", {"list.name",      "list.title",
                   "list.address",   "number",
                   "subject",        "by",
                   "accepted",       "trusted",
                   "important",      "rejected",
                   "discarded",      "already",
                   "not_a_post",     "gone",
                   "not_understood", "state.accepted",
                   "state.rejected", "state.discarded",
                   "state.expired",  NULL}},
    {"edition",
     {"list.name",
      "list.title",
      "list.address",
      "wave",
      "policy",
      "finished",
      "asks",
      "title",
      "reference",
      "number",
      "readers",
      "accepted",
      "waiting",
      "refused",
      "unknown",
      "bounced",
      "left",
      "places.label",
      "places.readers",
      "places.accepted",
      "places.refused",
      "places.bounced",
      "places.left",
      "reasons.people",
      "reasons.status",
      "reasons.reply",
      NULL}},
    {"edition-decided",
     {"list.name", "list.title", "list.address", "continued", "kept", "cancelled", "already",
      "not_understood", "title", "number", "state.running", "state.finished", "state.cancelled",
      "state.paused", "by", NULL}},
    {"expired", {"list.title", "list.address", NULL}},
    {"answer", {"list.name", "list.title", "name", "from", "subject", "excerpt", "link", NULL}},
    {"owner",
     {"list.name", "list.title", "list.address", "name", "from", "subject", "excerpt", NULL}},
    {"refused", {"list.title", "list.address", "mailing", "status", "reply", NULL}},
    {"join", {"list.title", "list.address", "again", "confirm", "days", NULL}},
    {"welcome",
     {"list.title", "list.address", "list.is_private", "text", "me", "at.request", "at.leave",
      "at.owner", NULL}},
    {"invitation",
     {"list.title", "list.address", "description", "lists", "places", "interests", "confirm",
      "days", NULL}},
    {"address-add", {"yes", "days", NULL}},
    {"address-added", {"me", NULL}},
    {"address-first", {"address", "yes", "no", "days", NULL}},
    {"address-gone", {"me", NULL}},
    {"archive", {"list.title", "archive_url", "archive_until", NULL}},
    {"farewell", {"list.title", "list.address", "text", "undo", "days", "at.join", NULL}},
    {"robot",
     {"list.title",
      "list.address",
      "passed_on",
      "help",
      "items.already",
      "items.closed",
      "items.not_on",
      "items.set_each",
      "items.set_digest",
      "items.set_important",
      "items.daily",
      "items.weekly",
      "items.mime",
      "items.plain",
      "items.set_none",
      "items.set_unknown",
      "items.zone_set",
      "items.initials_set",
      "items.zone_unknown",
      "items.zone",
      "items.topics_set",
      "items.topics_unknown",
      "items.topics_none",
      "items.topics",
      "items.known",
      "items.suspended",
      "items.from",
      "items.until",
      "items.suspend_unknown",
      "items.resumed",
      "items.which",
      "items.archive",
      "items.archive_private",
      "items.archive_url",
      "items.archive_until",
      "items.info",
      "items.text",
      "items.lists.address",
      "items.lists.title",
      "items.lists.each",
      "items.lists.topics",
      "items.lists.digest",
      "items.lists.important",
      "items.lists.none",
      "items.lists.until",
      "at.request",
      "at.join",
      "at.leave",
      "at.owner",
      NULL}},
    {"rejected", {"list.title", "list.address", "text", NULL}},
    {"digest",
     {"list.title",
      "list.address",
      "request",
      "count",
      "several",
      "plain",
      "threads.subject",
      "threads.posts.number",
      "threads.posts.indent",
      "threads.posts.name",
      "threads.posts.address",
      "threads.posts.subject",
      "threads.posts.day",
      "threads.posts.month",
      "threads.posts.year",
      "threads.posts.time",
      "threads.posts.date",
      "threads.posts.message_id",
      "threads.posts.link",
      "threads.posts.text",
      NULL}},
};

static void
test_check(void)
{
    g_autofree char *directory = g_build_filename(g_getenv("SRCDIR"), "templates", NULL);
    const char *const directories[] = {directory, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(TemplateSet) set = template_set_open(directories, &error);

    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        for (guint j = 0; j < G_N_ELEMENTS(templates); j++) {
            g_autofree char *name =
                g_strdup_printf("mail/%s/%s.txt", languages[i], templates[j].name);
            g_autoptr(GString) text = g_string_new(NULL);
            g_autoptr(Value) value = value_dict();
            template_check(set, name, templates[j].declared, &error);
            g_assert_no_error(error);
            template_render(set, name, value, NULL, text, &error);
            g_assert_no_error(error);
            g_assert_true(g_str_has_prefix(text->str, "Subject: "));
            g_assert_nonnull(g_strstr_len(text->str, -1, "\n\n"));
        }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/list-notice/each template in each language is complete", test_check);
    return g_test_run();
}
