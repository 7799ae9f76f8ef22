#include <stdio.h>
#include <sysexits.h>

#include "daemon/cli/cli.h"

int cli_check(struct cli *cli, int argc, char **argv)
{
    if (!cli_options(&argc, &argv, NULL, "", "Reads configuration, forms and templates, and says every mistake with file and line."))
        return EX_USAGE;
    if (!cli_load(cli, TRUE))
        return EX_CONFIG;
    printf("%s: well; %u products, %u departments, %u mailboxes\n", cli->config_file, cli->config->forms->products->len,
           cli->config->business->departments->len, cli->config->settings->mailboxes->len);
    return EX_OK;
}
