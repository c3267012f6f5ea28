/**
 * The command line: {@link topspin.cli.Main}, a class for every subcommand, and what they read (experiment and sweep files)
 * and print. The only room that speaks to people; nobody calls it.
 */
package topspin.cli;
