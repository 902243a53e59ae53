/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server may answer, and what an envelope may hold: first line a code, the rest a text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(gboolean holds)
{
    if (!holds)
        abort();
}

static void
check_result(const WireResult *result)
{
    require(memchr(result->text, '\0', sizeof result->text) != NULL);
    require(g_utf8_validate(result->text, -1, NULL) && strpbrk(result->text, "\r\n\t") == NULL);
    require(memchr(result->status, '\0', sizeof result->status) != NULL);
    require(result->status[0] == '2' || result->status[0] == '4' || result->status[0] == '5');
    require((result->outcome == WIRE_DONE) == (result->status[0] == '2'));
    require(result->outcome != WIRE_NEVER || result->status[0] == '5');
}

/* No CR or LF but in pairs, told apart the slow way. */
static gboolean
has_lone_line_end(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((text[i] == '\r' && (i + 1 == size || text[i + 1] != '\n')) ||
            (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')))
            return TRUE;
    return FALSE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    const int none[3] = {0, 0, 0};
    const int some[3] = {5, (int)size, -1};
    char *end;
    WireResult result;

    int code = (int)CLAMP(strtol(text, &end, 10), G_MININT, G_MAXINT);
    for (ReplyStage stage = STAGE_MAIL; stage <= STAGE_END; stage++) {
        reply_grade(stage, code, none, end, FALSE, &result);
        check_result(&result);
        require(result.outcome != WIRE_DONE || (stage == STAGE_END && code / 100 == 2));
        reply_grade(stage, code, some, end, TRUE, &result);
        check_result(&result);
    }

    const WireSegment segments[] = {{(const char *)data, size / 3},
                                    {(const char *)data + size / 3, size - size / 3}};
    const char *recipient = text;
    WireEnvelope envelope = {.sender = "",
                             .recipients = &recipient,
                             .n_recipients = 1,
                             .segments = segments,
                             .n_segments = 2};
    gboolean refused = FALSE;
    EnvelopeLines lines;
    if (mailbox_problem(text) == NULL)
        require(strpbrk(text, "\r\n <>") == NULL && strlen(text) <= 320);
    recipient = "reader@example.net";
    if (envelope_check(&envelope, &result, &refused, &lines))
        require(lines.size == size && size > 0 && !has_lone_line_end((const char *)data, size) &&
                lines.unfinished == (data[size - 1] != '\n') &&
                (lines.head == size || memcmp(data + lines.head, "\r\n", 2) == 0));
    else {
        require(size == 0 || has_lone_line_end((const char *)data, size));
        check_result(&result);
    }
    return 0;
}
