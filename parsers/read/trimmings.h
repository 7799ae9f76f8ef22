/* What forms and shops print around what a customer said: captions of columns, links to a map, what the page knew of its visitor. */
#ifndef MO_READ_TRIMMINGS_H
#define MO_READ_TRIMMINGS_H

#include <glib.h>

/* "Name | Value", "Alan | Değer": the caption of a table of labels and values, itself neither. */
gboolean trimming_is_caption(const char *label, const char *value);

/* "Map", "Show on map": a link beside an address. */
gboolean trimming_is_map_link(const char *line);

/* "terms: on", "ip: 203.0.113.7", "referrer: https://…": a line that no person typed. */
enum trimming {
    TRIMMING_NONE,
    TRIMMING_LINK, /* a person may have typed it: only what stands beside it tells */
    TRIMMING_SURE,
};
enum trimming trimming_of_line(const char *line);

/* "Payment: Cash", "Order date: 1 May": what shops print near an address, and no line of one. */
gboolean trimming_is_beside_address(const char *line);

/* "Order products:", "Items": stands over the items, and is no line of an address either. */
gboolean trimming_is_items_heading(const char *line);

/* "Could you deliver on a Saturday?", "Make it 3 instead": a sentence of its own below an address. */
gboolean trimming_is_wish(const char *line);

/* "Which product would you like to order?", "Hangi ürünü istiyorsunuz?": asks for the product, in other words than a label's. */
gboolean trimming_asks_product(const char *text);

#endif
