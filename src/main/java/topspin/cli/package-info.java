/**
 * The command line: {@link topspin.cli.Main}, a class for every subcommand, and what they read (experiment and sweep
 * files) and print. Only this package prints for people; no other package uses it.
 */
package topspin.cli;
