/**
 * How Node runs what lives for seconds: without the compilers that optimise, whose work never comes back, and with room enough that little is
 * cleared away. Whatever a run starts is started so, for what one process compiled the others take only from the same flags.
 */
export const SHORT_LIVED = ['--no-opt', '--no-maglev', '--min-semi-space-size=16', '--disable-warning=ExperimentalWarning']
