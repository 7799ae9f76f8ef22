/* A warehouse again: kinds that were misread once. Today is Tuesday, 24 November 2026; Thursday is a holiday of the business. */
#include "tests/unit/staff-replies.h"

#define UPS_A  "1Z5A83F10347209183"

const struct staff_reply staff_unseen_seventh[] = {
    /* days to come, counted: working days by the business's calendar */
    {"shipped today with UPS " UPS_A ", arrives in 3 days", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"shipped today with UPS " UPS_A ", arrives in 3 working days", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"shipped today with UPS " UPS_A ", delivery in 3 working days", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"Shipped with UPS " UPS_A ". Delivery within three business days.", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"shipped with UPS " UPS_A ", delivery time 3 days", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"shipped with UPS " UPS_A ", 3 days delivery", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"shipped with UPS " UPS_A ", arrives in 3 days' time", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"ups ile gönderdik " UPS_A ", 3 iş günü içinde teslim", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"ups ile gonderdik " UPS_A ", 3 is gunu icinde teslim edilir", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"ups " UPS_A " ile çıktı, üç iş günü içinde ulaşır", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"ups " UPS_A " ile çıktı, teslim süresi 3 iş günü", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"ups " UPS_A " ile çıktı, 2 güne teslim", "ship {ups " UPS_A "} @2026-11-26", 0},
    {"heute mit UPS " UPS_A " verschickt, Zustellung in 3 Werktagen", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"heute mit UPS " UPS_A " verschickt, Lieferung innerhalb von 3 Tagen", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"delayed, ready in 10 working days", "delay @2026-12-09", 0},
    {"kumaş gelmedi, 10 iş günü sonra hazır olur", "delay @2026-12-09", 0},
    /* days to come that no day can be made of */
    {"shipped with UPS " UPS_A ", delivery 2-3 working days", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", delivery in 2 to 3 days", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", delivery 2 – 3 days", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", 2-3 working days", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", 3 working days", "?date-ambiguous", 0},
    {"ups " UPS_A " ile çıktı, 2-3 güne ulaşır", "?date-ambiguous", 0},
    {"ups " UPS_A " ile çıktı, 1-2 iş günü içinde teslim", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", arrives in about 3 days", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", delivery within 48 hours", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", arrives in 3 days from Monday", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", arrives 3 days later", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", delivery 3 days late", "?", 0},
    {"shipped yesterday with UPS " UPS_A ", arrives in 3 days", "?date-ambiguous", 0},
    {"shipped on Monday with UPS " UPS_A ", delivery in 3 working days", "?date-ambiguous", 0},
    {"dün ups ile çıktı " UPS_A ", 3 iş günü içinde teslim", "?date-ambiguous", 0},
    {"shipped with UPS " UPS_A ", will take 3 working days", "?date-ambiguous", 0},
    {"mit UPS " UPS_A " verschickt, ist in 2 Tagen da", "?date-ambiguous", 0},
    {"ups " UPS_A " ile çıktı, 2 iş gününde teslim edilir", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"mit UPS " UPS_A " verschickt, Lieferzeit 3 Werktage", "ship {ups " UPS_A "} @2026-11-30", 0},
    {"delayed 3 working days", "?", 0},
    {"delayed, 3 days later", "?", 0},
    /* of other things */
    {"shipped with UPS " UPS_A ", tracking works within 24 hours", "ship {ups " UPS_A "}", 0},
};
const guint staff_unseen_seventh_count = G_N_ELEMENTS(staff_unseen_seventh);
