/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main - the front door: find the command, prepare what it needs, run it, print the one error,
 * exit with a status of sysexits.h
 */
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/place-draw.h"

#include "cmd/archive.h"
#include "cmd/audience.h"
#include "cmd/audit.h"
#include "cmd/bounce.h"
#include "cmd/command.h"
#include "cmd/consent.h"
#include "cmd/contribution.h"
#include "cmd/coordinator.h"
#include "cmd/edition.h"
#include "cmd/held.h"
#include "cmd/help.h"
#include "cmd/interest.h"
#include "cmd/key.h"
#include "cmd/list.h"
#include "cmd/programme.h"
#include "cmd/queue.h"
#include "cmd/schema.h"
#include "cmd/serve.h"
#include "cmd/subscriber.h"
#include "cmd/suppression.h"
#include "cmd/template.h"
#include "cmd/territory.h"

#ifndef VERSION
#define VERSION "unknown"
#define SYSCONFDIR "/usr/local/etc"
#define LOCALSTATEDIR "/usr/local/var"
#endif

/* clang-format off */
const Command commands[] = {
    {"People", "subscriber", "add", NEED_ENGINE, cmd_subscriber_add, cmd_subscriber_add_options,
     "ADDRESS", 1, 1, "add a person"},
    {NULL, "subscriber", "import", NEED_ENGINE, cmd_subscriber_import, cmd_subscriber_import_options,
     "FILE", 1, 1, "add people from CSV or another system's export, and to what is known of them"},
    {NULL, "subscriber", "list", NEED_ENGINE, cmd_subscriber_list, cmd_subscriber_list_options,
     NULL, 0, 0, "list people"},
    {NULL, "subscriber", "show", NEED_ENGINE, cmd_subscriber_show, cmd_subscriber_show_options,
     "ADDRESS", 1, 1, "show what is known of a person"},
    {NULL, "subscriber", "set", NEED_ENGINE, cmd_subscriber_set, cmd_subscriber_set_options, "ADDRESS", 1, 1,
     "change what is known of a person"},
    {NULL, "subscriber", "add-address", NEED_ENGINE, cmd_subscriber_add_address, NULL, "ADDRESS NEW", 2, 2,
     "give a person one more address"},
    {NULL, "subscriber", "move-address", NEED_ENGINE, cmd_subscriber_move_address, NULL, "OLD NEW", 2, 2,
     "put an address in the place of another"},
    {NULL, "subscriber", "remove-address", NEED_ENGINE, cmd_subscriber_remove_address, NULL, "ADDRESS", 1, 1,
     "take an address away that mail does not go to"},
    {NULL, "subscriber", "suspend", NEED_ENGINE, cmd_subscriber_suspend, cmd_subscriber_suspend_options, "ADDRESS", 1, 1,
     "let a person take a break: no mail from one day to another"},
    {NULL, "subscriber", "merge", NEED_ENGINE, cmd_subscriber_merge, cmd_subscriber_merge_options, "KEPT GONE", 2, 2,
     "make two records of one person one, given by an address of each"},
    {NULL, "subscriber", "export", NEED_ENGINE, cmd_subscriber_export, cmd_subscriber_export_options, "[ADDRESS]", 0, 1,
     "print all that is known of a person, to give it to them; or write many as CSV that can be imported again"},
    {NULL, "subscriber", "erase", NEED_ENGINE, cmd_subscriber_erase, cmd_subscriber_erase_options, "ADDRESS", 1, 1,
     "remove a person from everything, so that no import brings them back"},
    {NULL, "consent", "list", NEED_ENGINE, cmd_consent_list, cmd_consent_list_options, "ADDRESS", 1, 1,
     "list what a person agreed to and withdrew: when, how, to which text"},
    {NULL, "consent", "text", NEED_ENGINE, cmd_consent_text, cmd_consent_text_options, "LIST [FILE]", 1, 2,
     "show the texts that people agree to, or make FILE (- for standard input) the next version"},
    {NULL, "audit", "list", NEED_ENGINE, cmd_audit_list, cmd_audit_list_options, NULL, 0, 0,
     "list what coordinators changed: who, when, before and after"},
    {NULL, "audience", "count", NEED_ENGINE, cmd_audience_count, cmd_audience_count_options, "EXPRESSION", 1, 1,
     "count who is in an audience, as territory:29 and interest:mobilite"},
    {NULL, "audience", "list", NEED_ENGINE, cmd_audience_list, cmd_audience_list_options,
     "EXPRESSION", 1, 1, "list who is in an audience"},
    {NULL, "audience", "explain", NEED_ENGINE, cmd_audience_explain, cmd_audience_explain_options,
     "EXPRESSION", 1, 1, "say how an audience is understood, how many each part has, and how it is found"},
    {NULL, "audience", "save", NEED_ENGINE, cmd_audience_save, NULL, "NAME EXPRESSION", 2, 2,
     "give an audience a name, to be used as audience:NAME"},
    {NULL, "audience", "show", NEED_ENGINE, cmd_audience_show, cmd_audience_show_options, "NAME", 1, 1,
     "show a saved audience"},
    {NULL, "audience", "saved", NEED_ENGINE, cmd_audience_saved, cmd_audience_saved_options, NULL, 0, 0,
     "list the saved audiences"},
    {NULL, "audience", "delete", NEED_ENGINE, cmd_audience_delete, NULL, "NAME", 1, 1,
     "forget a saved audience that no other is made of"},
    {NULL, "coordinator", "add", NEED_ENGINE, cmd_coordinator_add, cmd_coordinator_add_options, "USER", 1, 1,
     "limit the commands of a Unix user to lists or territories"},
    {NULL, "coordinator", "list", NEED_ENGINE, cmd_coordinator_list, cmd_coordinator_list_options, NULL, 0, 0,
     "list who is limited, to what, and how many people that is"},
    {NULL, "coordinator", "remove", NEED_ENGINE, cmd_coordinator_remove, NULL, "USER", 1, 1,
     "refuse every command of a coordinator from now on"},
    {NULL, "programme", "add", NEED_ENGINE, cmd_programme_add, NULL, "NAME", 1, 1,
     "make a programme that people take part in"},
    {NULL, "programme", "list", NEED_ENGINE, cmd_programme_list, cmd_programme_list_options, NULL, 0, 0,
     "list the programmes"},
    {NULL, "programme", "enrol", NEED_ENGINE, cmd_programme_enrol, NULL, "PROGRAMME ADDRESS...", 2, G_MAXUINT,
     "note that people take part in a programme"},
    {NULL, "programme", "remove", NEED_ENGINE, cmd_programme_remove, NULL, "PROGRAMME ADDRESS...", 2, G_MAXUINT,
     "note that people do not take part any more"},
    {NULL, "territory", "show", NEED_ENGINE, cmd_territory_show, cmd_territory_show_options,
     "TERRITORY", 1, 1, "show a territory, given by code, name or postal code"},
    {NULL, "territory", "load", NEED_ENGINE, cmd_territory_load, cmd_territory_load_options,
     "DIRECTORY", 1, 1, "load another vintage of the geography, carrying everybody along"},
    {NULL, "interest", "list", NEED_ENGINE, cmd_interest_list, cmd_interest_list_options, NULL, 0, 0,
     "list the interests"},
    {"Lists", "list", "create", NEED_ENGINE, cmd_list_create, cmd_list_create_options, "NAME", 1, 1,
     "make a list"},
    {NULL, "list", "list", NEED_ENGINE, cmd_list_list, cmd_list_list_options, NULL, 0, 0,
     "list the lists"},
    {NULL, "list", "show", NEED_ENGINE, cmd_list_show, cmd_list_show_options, "NAME", 1, 1,
     "show a list, who looks after it and how many are on it"},
    {NULL, "list", "set", NEED_ENGINE, cmd_list_set, cmd_list_set_options, "NAME", 1, 1,
     "change a list, or who looks after it"},
    {NULL, "list", "close", NEED_ENGINE, cmd_list_close, cmd_list_close_options, "NAME", 1, 1,
     "let nobody write to a list or join it any more; its archive stays"},
    {NULL, "list", "rename", NEED_ENGINE, cmd_list_rename, NULL, "NAME NEW-NAME", 2, 2,
     "call a list otherwise; mail to its old addresses still arrives"},
    {NULL, "list", "delete", NEED_ENGINE, cmd_list_delete, cmd_list_delete_options, "NAME", 1, 1,
     "end a list and all subscriptions to it; its archive stays unless told"},
    {NULL, "list", "subscribe", NEED_ENGINE, cmd_list_subscribe, NULL, "NAME ADDRESS...", 2, G_MAXUINT,
     "put subscribers on a list, confirmed, because they agreed elsewhere"},
    {NULL, "list", "unsubscribe", NEED_ENGINE, cmd_list_unsubscribe, NULL, "NAME ADDRESS...", 2, G_MAXUINT,
     "take subscribers off a list, because they asked elsewhere"},
    {NULL, "list", "members", NEED_ENGINE, cmd_list_members, cmd_list_members_options, "NAME", 1, 1,
     "list who is or was on a list"},
    {NULL, "list", "explain", NEED_ENGINE, cmd_list_explain, cmd_list_explain_options, "NAME FILE", 2, 2,
     "say what would happen to a mail (FILE, or - for standard input) and why"},
    {NULL, "list", "policy", NEED_ENGINE, cmd_list_policy, cmd_list_policy_options, "NAME [FILE]", 1, 2,
     "show who may write to a list, or make FILE (- for standard input) its rules"},
    {NULL, "list", "prepare", NEED_ENGINE, cmd_list_prepare, cmd_list_prepare_options, "NAME", 1, 1,
     "show or change how posts look when members get them"},
    {NULL, "list", "posting", NEED_ENGINE, cmd_list_posting, NULL, "NAME ADDRESS WORD", 3, 3,
     "let the rules take a member as trusted, watched or muted, or as anybody (rules)"},
    {NULL, "list", "ban", NEED_ENGINE, cmd_list_ban, cmd_list_ban_options, "NAME ADDRESS...", 1, G_MAXUINT,
     "take no more mail from addresses or domains (@DOMAIN, @.DOMAIN)"},
    {NULL, "list", "unban", NEED_ENGINE, cmd_list_unban, cmd_list_unban_options, "NAME ADDRESS...", 1, G_MAXUINT,
     "take mail from them again"},
    {NULL, "list", "bans", NEED_ENGINE, cmd_list_bans, cmd_list_bans_options, "[NAME]", 0, 1,
     "list who is banned"},
    {NULL, "list", "text", NEED_ENGINE, cmd_list_text, cmd_list_text_options, "NAME [welcome|farewell|info [FILE]]", 1, 3,
     "show a list's own words, or set them from FILE (- or nothing: standard input; empty: none)"},
    {NULL, "held", "list", NEED_ENGINE, cmd_held_list, cmd_held_list_options, "[LIST]", 0, 1,
     "list the mail that waits for a moderator"},
    {NULL, "held", "show", NEED_ENGINE, cmd_held_show, cmd_held_show_options, "NUMBER", 1, 1,
     "show a held mail and why it waits"},
    {NULL, "held", "accept", NEED_ENGINE, cmd_held_accept, cmd_held_accept_options, "NUMBER", 1, 1,
     "post a held mail on its list"},
    {NULL, "held", "reject", NEED_ENGINE, cmd_held_reject, cmd_held_reject_options, "NUMBER", 1, 1,
     "send a held mail back to its sender, with a reason"},
    {NULL, "held", "discard", NEED_ENGINE, cmd_held_discard, NULL, "NUMBER", 1, 1,
     "drop a held mail without a word"},
    {NULL, "held", "review", NEED_ENGINE, cmd_held_review, NULL, "[LIST]", 0, 1,
     "show held mails one after the other on a terminal, and ask what to do"},
    {"Bounces", "bounce", "classify", NEED_SETTINGS, cmd_bounce_classify, cmd_bounce_classify_options,
     "FILE...", 1, G_MAXUINT, "say what mails that came back mean (- for standard input), and why"},
    {NULL, "bounce", "list", NEED_ENGINE, cmd_bounce_list, cmd_bounce_list_options, "[LIST]", 0, 1,
     "list whom mail does not reach, and how far it has come"},
    {NULL, "bounce", "show", NEED_ENGINE, cmd_bounce_show, cmd_bounce_show_options, "ADDRESS", 1, 1,
     "show what came back from somebody, why, and what followed"},
    {NULL, "bounce", "reset", NEED_ENGINE, cmd_bounce_reset, cmd_bounce_reset_options, "ADDRESS", 1, 1,
     "forget what came back from somebody, and write to them again"},
    {NULL, "suppression", "list", NEED_ENGINE, cmd_suppression_list, cmd_suppression_list_options, NULL, 0, 0,
     "list the addresses that are written to no more, and why"},
    {NULL, "suppression", "add", NEED_ENGINE, cmd_suppression_add, cmd_suppression_add_options, "ADDRESS...", 1, G_MAXUINT,
     "never write to addresses again, because they asked"},
    {NULL, "suppression", "remove", NEED_ENGINE, cmd_suppression_remove, cmd_suppression_remove_options, "ADDRESS...", 1, G_MAXUINT,
     "let addresses be written to again"},
    {NULL, "suppression", "import", NEED_ENGINE, cmd_suppression_import, cmd_suppression_import_options, "FILE", 1, 1,
     "never write to the addresses of a file again; one a line, first cell"},
    {NULL, "suppression", "export", NEED_ENGINE, cmd_suppression_export, NULL, NULL, 0, 0,
     "print them as CSV, as import takes them"},
    {"Archive", "archive", "import", NEED_ENGINE, cmd_archive_import, cmd_archive_import_options, "LIST PATH...", 2, G_MAXUINT,
     "bring in mails from mbox, Maildir, folders of mails and tar, packed or not"},
    {NULL, "archive", "export", NEED_ENGINE, cmd_archive_export, cmd_archive_export_options, "LIST", 1, 1,
     "print the archive of a list as an mbox that can be imported again"},
    {NULL, "archive", "rethread", NEED_ENGINE, cmd_archive_rethread, cmd_archive_rethread_options, NULL, 0, 0,
     "make all threads anew from what messages refer to and what was split and joined"},
    {NULL, "archive", "split", NEED_ENGINE, cmd_archive_split, cmd_archive_split_options, "LIST MESSAGE", 2, 2,
     "let a thread begin with a message, whatever it refers to"},
    {NULL, "archive", "join", NEED_ENGINE, cmd_archive_join, cmd_archive_join_options, "LIST MESSAGE MESSAGE", 3, 3,
     "let two messages be in one thread, or undo a split"},
    {NULL, "archive", "hide", NEED_ENGINE, cmd_archive_hide, cmd_archive_hide_options, "LIST MESSAGE...", 2, G_MAXUINT,
     "take messages out of sight"},
    {NULL, "archive", "unhide", NEED_ENGINE, cmd_archive_unhide, cmd_archive_unhide_options, "LIST MESSAGE", 2, 2,
     "show a hidden message again"},
    {NULL, "archive", "delete", NEED_ENGINE, cmd_archive_delete, cmd_archive_delete_options, "LIST MESSAGE...", 2, G_MAXUINT,
     "take messages out for good; no import brings them back"},
    {NULL, "archive", "redact", NEED_ENGINE, cmd_archive_redact, cmd_archive_redact_options, "LIST [MESSAGE]", 1, 2,
     "take a part out of a message, or a person's name out of one or all of a list"},
    {NULL, "archive", "search", NEED_ENGINE, cmd_archive_search, cmd_archive_search_options, "WORD...", 1, G_MAXUINT,
     "find messages, as in haies from:maud after:2026-03 has:attachment"},
    {"Newsletters", "contribution", "add", NEED_ENGINE, cmd_contribution_add, cmd_contribution_add_options,
     "FILE.md...", 1, G_MAXUINT, "propose findings and initiatives from Markdown files"},
    {NULL, "contribution", "gather", NEED_ENGINE, cmd_contribution_gather, cmd_contribution_gather_options, "URL|FEED.xml|-",
     1, 1, "propose what an RSS or Atom feed has"},
    {NULL, "contribution", "list", NEED_ENGINE, cmd_contribution_list, cmd_contribution_list_options, NULL, 0, 0,
     "list them"},
    {NULL, "contribution", "show", NEED_ENGINE, cmd_contribution_show, cmd_contribution_show_options, "NUMBER", 1, 1,
     "show one with its text"},
    {NULL, "contribution", "accept", NEED_ENGINE, cmd_contribution_accept, NULL, "NUMBER...", 1, G_MAXUINT,
     "accept some for the next edition"},
    {NULL, "contribution", "decline", NEED_ENGINE, cmd_contribution_decline, NULL, "NUMBER...", 1, G_MAXUINT,
     "decline some"},
    {NULL, "edition", "new", NEED_ENGINE, cmd_edition_new, NULL, "[LIST] FILE.md|FOLDER", 1, 2,
     "make a draft of a newsletter from its editorial in Markdown"},
    {NULL, "edition", "list", NEED_ENGINE, cmd_edition_list, cmd_edition_list_options, "LIST", 1, 1,
     "list the editions of a list"},
    {NULL, "edition", "compose", NEED_ENGINE, cmd_edition_compose, cmd_edition_compose_options, "LIST[/NUMBER]", 1, 1,
     "gather accepted contributions into a draft by its sections' rules"},
    {NULL, "edition", "preview", NEED_ENGINE, cmd_edition_preview, cmd_edition_preview_options, "LIST[/NUMBER]", 1, 1,
     "show the letter as a reader will get it"},
    {NULL, "edition", "check", NEED_ENGINE, cmd_edition_check, cmd_edition_check_options, "LIST[/NUMBER]", 1, 1,
     "say whether a composed edition may go, and what to look at before"},
    {NULL, "edition", "diff", NEED_ENGINE, cmd_edition_diff, cmd_edition_diff_options, "LIST[/NUMBER] [LIST/NUMBER|FILE.md]", 1, 2,
     "show what differs between two, or what composing one again would change"},
    {NULL, "edition", "test", NEED_ENGINE, cmd_edition_test, NULL, "LIST[/NUMBER] ADDRESS...", 2, G_MAXUINT,
     "send a test copy to some addresses"},
    {NULL, "edition", "send", NEED_ENGINE, cmd_edition_send, cmd_edition_send_options, "LIST[/NUMBER]", 1, 1,
     "send a composed edition to its readers"},
    {NULL, "edition", "schedule", NEED_ENGINE, cmd_edition_schedule, cmd_edition_schedule_options, "LIST[/NUMBER]", 1, 1,
     "let a composed edition go by itself at a time"},
    {NULL, "edition", "unschedule", NEED_ENGINE, cmd_edition_unschedule, NULL, "LIST/NUMBER", 1, 1,
     "make a scheduled edition a draft again"},
    {NULL, "edition", "pause", NEED_ENGINE, cmd_edition_pause, NULL, "LIST/NUMBER", 1, 1,
     "stop sending an edition for now"},
    {NULL, "edition", "resume", NEED_ENGINE, cmd_edition_resume, NULL, "LIST/NUMBER", 1, 1,
     "go on with a paused edition, or after its first wave"},
    {NULL, "edition", "cancel", NEED_ENGINE, cmd_edition_cancel, cmd_edition_cancel_options, "LIST/NUMBER", 1, 1,
     "stop sending an edition for good, and say who got it"},
    {NULL, "edition", "status", NEED_ENGINE, cmd_edition_status, cmd_edition_status_options, "LIST[/NUMBER]", 1, 1,
     "tell how far an edition is, from the ledger"},
    {NULL, "edition", "stats", NEED_ENGINE, cmd_edition_stats, cmd_edition_stats_options, "LIST[/NUMBER]", 1, 1,
     "count what became of an edition, by whom it went to"},
    {NULL, "edition", "failures", NEED_ENGINE, cmd_edition_failures, cmd_edition_failures_options, "LIST[/NUMBER]", 1, 1,
     "list whom an edition did not reach, and why"},
    {NULL, "edition", "resend", NEED_ENGINE, cmd_edition_resend, cmd_edition_resend_options, "LIST/NUMBER", 1, 1,
     "send an edition again to those whom it did not reach and who can still get it"},
    {NULL, "template", "list", NEED_SETTINGS, cmd_template_list, cmd_template_list_options, NULL, 0, 0,
     "list the templates, and which of them are your own"},
    {NULL, "template", "check", NEED_SETTINGS, cmd_template_check, cmd_template_check_options, "[NAME]", 0, 1,
     "find names that nothing sets and texts without translation in templates"},
    {NULL, "template", "preview", NEED_ENGINE, cmd_template_preview, cmd_template_preview_options, "NAME LIST[/NUMBER]", 2, 2,
     "show a draft as it would look with a template of letters"},
    {"Delivery", "queue", "status", NEED_ENGINE, cmd_queue_status, cmd_queue_status_options, NULL, 0, 0,
     "show how far mailings are, and what failed"},
    {NULL, "queue", "retry", NEED_ENGINE, cmd_queue_retry, cmd_queue_retry_options, "MAILING", 1, 1,
     "try again now what waits, or failed, or is unknown"},
    {NULL, "queue", "drop", NEED_ENGINE, cmd_queue_drop, cmd_queue_drop_options, "MAILING", 1, 1,
     "give up what waits, or is unknown"},
    {"Installation", "key", "list", NEED_ENGINE, cmd_key_list, cmd_key_list_options, NULL, 0, 0,
     "list the keys that links and return paths are signed with"},
    {NULL, "key", "rotate", NEED_ENGINE, cmd_key_rotate, NULL, NULL, 0, 0,
     "make a key that signs from now on; links already sent stay good"},
    {NULL, "key", "retire", NEED_ENGINE, cmd_key_retire, cmd_key_retire_options, "NUMBER", 1, 1,
     "refuse from now on what a key has signed"},
    {NULL, "schema", "upgrade", NEED_OWNER, cmd_schema_upgrade, cmd_schema_upgrade_options,
     NULL, 0, 0,
     "make or upgrade the database and load the shipped data"},
    {NULL, "schema", "version", NEED_OWNER, cmd_schema_version, NULL, NULL, 0, 0,
     "say which schema the database has and which this program needs"},
    {NULL, "serve", NULL, NEED_SETTINGS, cmd_serve, cmd_serve_options, "[ROLE]", 0, 1,
     "start all roles, or one: lmtp, deliver, web, clock"},
    {NULL, "deliver", NULL, NEED_MAIL, cmd_deliver, cmd_deliver_options, "RECIPIENT...", 1,
     G_MAXUINT, "take a mail from standard input, for a mail server that pipes"},
    {NULL, "help", NULL, NEED_NOTHING, cmd_help, cmd_help_options, NULL, 0, 0,
     "show this help, or make manual page, completion or sample settings"},
    {0}};
/* clang-format on */

typedef struct {
    char *config;
    char *state;
    char **overrides;
    gboolean help;
    gboolean version;
} Global;

static void
global_clear(Global *global)
{
    g_free(global->config);
    g_free(global->state);
    g_strfreev(global->overrides);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Global, global_clear)

static gboolean
print_text(GString *text)
{
    fputs(text->str, stdout);
    return TRUE;
}

/* The command that argv[1] and argv[2] name; `*used` says how many words that took. */
static const Command *
find_command(int argc, char **argv, int *used, GError **error)
{
    const char *noun = argv[1];
    const char *verb = argc > 2 ? argv[2] : NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    gboolean noun_known = FALSE;

    for (const Command *c = commands; c->noun != NULL; c++) {
        if (!g_str_equal(c->noun, noun))
            continue;
        noun_known = TRUE;
        if (c->verb == NULL || g_strcmp0(c->verb, verb) == 0) {
            *used = c->verb == NULL ? 1 : 2;
            return c;
        }
    }
    for (const Command *c = commands; c->noun != NULL; c++)
        if (!noun_known || g_str_equal(c->noun, noun))
            g_ptr_array_add(names, (gpointer)(noun_known ? c->verb : c->noun));
    g_ptr_array_add(names, NULL);
    if (noun_known && verb == NULL)
        fail(error, ERROR_BAD_INPUT, "\"%s\" wants a verb", noun);
    else
        fail(error, ERROR_BAD_INPUT,
             noun_known ? "there is no command \"%s %s\"" : "there is no command \"%s\"", noun,
             verb);
    const char *nearest = nearest_name(noun_known ? verb != NULL ? verb : "" : noun,
                                       (const char *const *)names->pdata);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s%s%s\"?", noun_known ? noun : "", noun_known ? " " : "",
                  nearest);
    else if (noun_known) {
        g_autofree char *verbs = g_strjoinv(", ", (char **)names->pdata);
        fail_hint(error, "it is one of: %s", verbs);
    } else
        fail_hint(error, "colporteur --help lists them");
    return NULL;
}

/* Options before and after the command's name; what is left in argv are its arguments. */
static gboolean
parse_options(Global *global, const GOptionEntry *own, int *argc, char ***argv, gboolean strict,
              GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &global->config, "", ""},
        {"state", 's', 0, G_OPTION_ARG_FILENAME, &global->state, "", ""},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &global->overrides, "", ""},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &global->help, "", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &global->version, "", NULL},
        {0}};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_strict_posix(context, strict);
    g_option_context_add_main_entries(context, entries, NULL);
    if (own != NULL)
        g_option_context_add_main_entries(context, own, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static gboolean
read_settings(const Global *global, Call *call, Settings **settings, GError **error)
{
    static const char standard[] = SYSCONFDIR "/colporteur/colporteur.conf";

    call->config = global->config;
    if (call->config == NULL && g_file_test(standard, G_FILE_TEST_EXISTS))
        call->config = standard;
    call->overrides = (const char *const *)global->overrides;
    call->state = global->state != NULL ? global->state : LOCALSTATEDIR "/lib/colporteur";
    call->overrides = (const char *const *)global->overrides;
    *settings = settings_read(call->config, call->overrides, error);
    call->settings = *settings;
    if (*settings == NULL)
        return FALSE;
    const char *level = settings_text(*settings, SETTING_LOG_LEVEL);
    log_start(*level == 'd'   ? G_LOG_LEVEL_DEBUG
              : *level == 'w' ? G_LOG_LEVEL_WARNING
                              : G_LOG_LEVEL_INFO);
    return TRUE;
}

static gboolean
check_count(const Command *command, guint n, GError **error)
{
    const char *verb = command->verb != NULL ? command->verb : "";

    if (n >= command->min_arguments && n <= command->max_arguments)
        return TRUE;
    fail(error, ERROR_BAD_INPUT,
         n < command->min_arguments ? "\"%s %s\" wants more arguments"
                                    : "\"%s %s\" wants fewer arguments",
         command->noun, verb);
    return fail_hint(error, "usage: colporteur %s %s %s", command->noun, verb,
                     command->arguments != NULL ? command->arguments : "");
}

/* Who runs the command: behind sudo, whoever used it, also where it made them the service's user.
 */
static const char *
actor(void)
{
    const char *user = g_getenv("SUDO_USER");

    return user != NULL && *user != '\0' ? user : g_get_user_name();
}

static gboolean
run_command(const Command *command, const Global *global, int argc, char **argv, gboolean *prepared,
            GError **error)
{
    Call call = {.command = command, .arguments = argv + 1, .n_arguments = (guint)argc - 1};
    g_autoptr(Settings) settings = NULL;
    g_autoptr(Store) store = NULL;

    if (command->need != NEED_NOTHING && !read_settings(global, &call, &settings, error))
        return FALSE;
    if (command->need >= NEED_ENGINE) {
        store = command->need == NEED_ENGINE
                    ? store_open_for(settings, call.state, actor(), error)
                    : store_open(settings, call.state,
                                 command->need == NEED_OWNER ? STORE_OWNER : STORE_ENGINE, error);
        if (store == NULL)
            return FALSE;
        call.store = store;
    }
    *prepared = TRUE;
    return command->run(&call, error);
}

/* The exit status of a failure, by how far it got. */
static int
exit_status(const Command *command, gboolean usage, gboolean prepared, const GError *error)
{
    if (command->need == NEED_MAIL && !prepared)
        return EX_TEMPFAIL;
    return usage ? EX_USAGE : error_row(error_kind(error))->exit_status;
}

/* TRUE when the command line was good and done; otherwise `*status` is what to exit with. */
static gboolean
front_door(int argc, char **argv, int *status, GError **error)
{
    g_auto(Global) global = {0};
    g_autoptr(GString) help = g_string_new(NULL);
    gboolean prepared = FALSE;
    int used = 0;

    *status = EX_USAGE;
    if (!parse_options(&global, NULL, &argc, &argv, TRUE, error))
        return FALSE;
    if (global.version) {
        printf("colporteur %s\n", VERSION);
        return TRUE;
    }
    if (argc < 2) {
        help_overview(help);
        if (global.help)
            return print_text(help);
        fail(error, ERROR_BAD_INPUT, "what shall I do?");
        return fail_hint(error, "colporteur --help lists the commands");
    }
    const char *last = argv[argc - 1];
    if (argc == 3 && (g_str_equal(last, "--help") || g_str_equal(last, "-h")))
        for (const Command *c = commands; c->noun != NULL; c++)
            if (g_str_equal(c->noun, argv[1]) && c->verb != NULL) {
                help_noun(help, argv[1]);
                return print_text(help);
            }
    const Command *command = find_command(argc, argv, &used, error);
    if (command == NULL)
        return FALSE;
    argc -= used;
    argv += used;
    if (!parse_options(&global, command->options, &argc, &argv, FALSE, error)) {
        g_autofree char *message = g_strdup((*error)->message);
        g_clear_error(error);
        fail(error, ERROR_BAD_INPUT, "%s", message);
        *status = exit_status(command, TRUE, FALSE, *error);
        return fail_hint(error, "colporteur %s %s --help shows its options", command->noun,
                         command->verb != NULL ? command->verb : "");
    }
    if (global.help) {
        help_command(help, command);
        return print_text(help);
    }
    /* "--" keeps what looks like an option as an argument; itself it is none. */
    if (argc > 1 && g_str_equal(argv[1], "--")) {
        argv[1] = argv[0];
        argv++;
        argc--;
    }
    if (!check_count(command, (guint)argc - 1, error)) {
        *status = exit_status(command, TRUE, FALSE, *error);
        return FALSE;
    }
    if (run_command(command, &global, argc, argv, &prepared, error))
        return TRUE;
    *status = exit_status(command, FALSE, prepared, *error);
    return FALSE;
}

/* A bare system has the C locale alone, whose characters end at 127: words on the command line and
 * on the terminal are UTF-8 there too. Another character set that was asked for is honoured. */
static void
locale_start(void)
{
    setlocale(LC_ALL, "");
    if (g_str_equal(nl_langinfo(CODESET), "ANSI_X3.4-1968"))
        setlocale(LC_CTYPE, "C.UTF-8");
}

static void
tell(const GError *error)
{
    guint column;
    const char *place = error_place(error, &column);

    fprintf(stderr, "colporteur: %s\n", error->message);
    if (place != NULL) {
        g_autofree char *drawing = place_draw(place, column);
        fputs(drawing, stderr);
    }
    if (error_hint(error) != NULL)
        fprintf(stderr, "hint: %s\n", error_hint(error));
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    locale_start();
    signal(SIGPIPE, SIG_IGN);
    log_start(G_LOG_LEVEL_INFO);
    gboolean good = front_door(argc, argv, &status, &error);
    if (good && fflush(stdout) == 0)
        return EX_OK;
    if (good)
        return EX_IOERR;
    tell(error);
    return status;
}
