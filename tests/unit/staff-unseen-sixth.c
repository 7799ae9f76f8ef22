/* A warehouse, an accountant and a manufacturer once more: the kinds that went wrong when they were first read. */
#include "tests/unit/staff-replies.h"

#define UPS_A  "1Z5A83F10347209183"
#define UPS_B  "1Z999AA10123456784"
#define DHL_A  "00340434188291055661"
#define ARAS_A "7301928461550"

const struct staff_reply staff_unseen_sixth[] = {
    /* a day with its year or its weekday behind a comma, in brackets, or abbreviated */
    {"Delayed to December 10, 2026", "delay @2026-12-10", 0},
    {"Delayed to December 10th, 2026, fabric late", "delay @2026-12-10 because fabric late", 0},
    {"delayed to Thursday, December 10, 2026", "delay @2026-12-10", 0},
    {"delayed to Dec. 10th, 2026 (Thu)", "delay @2026-12-10", 0},
    {"Shipped on Nov. 24th, 2026 with UPS " UPS_A ", ETA Nov. 27th, 2026.", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"10 Aralık'a (perşembe) ertelendi", "delay @2026-12-10", 0},
    {"delayed to 10 December (Friday)", "?date-ambiguous", 0},
    {"delayed to 10-Dec-26", "delay @2026-12-10", 0},
    {"Yeni tarih 10-Aralık-2026", "delay @2026-12-10", 0},
    /* a week, and a day counted from another */
    {"pushed to the week of 7 December", "?", 0},
    {"delayed to w/c 7 December", "?", 0},
    {"7 Aralık haftasına ertelendi", "?", 0},
    {"a fortnight on Monday, delayed", "?", 0},
    {"delayed to Monday week", "?", 0},
    {"delayed to two weeks today", "?", 0},
    {"delayed, ready in 10 working days", "?", 0},
    {"kumaş gelmedi, 10 iş günü sonra hazır olur", "?", 0},
    {"haftaya salıya ertelendi", "delay @2026-12-01", 0},
    /* which of how many parcels is no day */
    {"1/2 koli gönderildi ups " UPS_A, "?item-unknown", 0},
    {"parcel 1/2 shipped with UPS " UPS_A, "?item-unknown", 0},
};
const guint staff_unseen_sixth_count = G_N_ELEMENTS(staff_unseen_sixth);
