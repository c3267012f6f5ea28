/**
 * Output for people: figures and the HTML report; and the import of other programs' logs as runs. Nothing here prints;
 * output is deterministic, so a figure changes only when its runs do.
 */
package topspin.report;
