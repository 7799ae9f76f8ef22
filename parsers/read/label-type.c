/* What kind of values a label asks for. */
#include "parsers/read/label.h"

gboolean label_runs_over_lines(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++) {
        const struct field *field = g_array_index(label->targets, struct label_target, i).field;
        if (field->multiline || field->type == FIELD_ADDRESS)
            return TRUE;
    }
    return FALSE;
}

gboolean label_has_role(const struct label *label, enum field_role role)
{
    for (guint i = 0; label && i < label->targets->len; i++)
        if (g_array_index(label->targets, struct label_target, i).field->role == role)
            return TRUE;
    return FALSE;
}

gboolean label_is_address(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++)
        if (g_array_index(label->targets, struct label_target, i).field->type == FIELD_ADDRESS)
            return TRUE;
    return FALSE;
}

gboolean label_has_boxes(const struct label *label)
{
    for (guint i = 0; label && i < label->targets->len; i++) {
        enum field_type type = g_array_index(label->targets, struct label_target, i).field->type;
        if (type == FIELD_CHOICE || type == FIELD_YESNO)
            return TRUE;
    }
    return FALSE;
}

gboolean label_asks_number(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++) {
        enum field_type type = g_array_index(label->targets, struct label_target, i).field->type;
        if (type == FIELD_INTEGER || type == FIELD_DECIMAL || type == FIELD_LENGTH || type == FIELD_MONEY)
            return TRUE;
    }
    return FALSE;
}

gboolean label_is_yesno(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++)
        if (g_array_index(label->targets, struct label_target, i).field->type != FIELD_YESNO)
            return FALSE;
    return label->targets->len > 0;
}

gboolean label_is_free_text(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++) {
        enum field_type type = g_array_index(label->targets, struct label_target, i).field->type;
        if (type == FIELD_TEXT || type == FIELD_ADDRESS)
            return TRUE;
    }
    return FALSE;
}
