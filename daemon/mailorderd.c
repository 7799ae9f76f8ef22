/* The daemon: arguments and start-up. */
int main(void)
{
    return 0;
}
