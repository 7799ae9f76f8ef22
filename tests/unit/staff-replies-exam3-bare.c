/* The third exam's answers without their quotes. */
#define EXAM3_BARE
#include "tests/unit/staff-replies-exam3.c"
