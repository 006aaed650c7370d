/**
 * How Node runs the processes of tests, which live for seconds: without the compilers that optimise, whose work hardly comes back, and with room enough
 * that little is cleared away. A node that is started is started as people start it.
 */
export const SHORT_LIVED = ['--no-opt', '--no-maglev', '--min-semi-space-size=16', '--disable-warning=ExperimentalWarning']
