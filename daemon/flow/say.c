/* What the log tells of the flow's work. A line waits for the commit of what it tells: what was rolled back has not happened. */
#include "daemon/flow/internal.h"

struct line {
    enum log_level level;
    gint64 mail, out;
    char *order, *mailbox, *queue_id, *text;
};

static void line_free(struct line *line)
{
    g_free(line->order);
    g_free(line->mailbox);
    g_free(line->queue_id);
    g_free(line->text);
    g_free(line);
}

void flow_say(struct flow *flow, enum log_level level, const struct log_about *about, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct line *line = g_new0(struct line, 1);
    line->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    line->level = level;
    line->mail = about->mail;
    line->out = about->out;
    line->order = g_strdup(about->order);
    line->mailbox = g_strdup(about->mailbox);
    line->queue_id = g_strdup(about->queue_id);
    if (!flow->lines)
        flow->lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    g_ptr_array_add(flow->lines, line);
}

void flow_say_all(struct flow *flow)
{
    log_hold();
    for (guint i = 0; flow->lines && i < flow->lines->len; i++) {
        const struct line *line = flow->lines->pdata[i];
        const struct log_about about = {line->mail, line->out, line->order, line->mailbox, line->queue_id};
        log_line(line->level, &about, "%s", line->text);
    }
    log_release();
    flow_say_nothing(flow);
}

void flow_say_nothing(struct flow *flow)
{
    flow->said_order = 0;
    g_clear_pointer(&flow->lines, g_ptr_array_unref);
}

const char *flow_order_number(struct flow *flow, gint64 order)
{
    if (!order)
        return NULL;
    if (order != flow->said_order) {
        g_free(flow->said_number);
        flow->said_number = store_order_number(flow->store, order, NULL);
        flow->said_order = order;
    }
    return flow->said_number;
}
