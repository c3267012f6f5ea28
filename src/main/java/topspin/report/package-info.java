/**
 * What people look at: figures, the HTML report, and logs of other programs read in as runs. Nothing here prints; output
 * is deterministic, so a figure changes only when its runs do.
 */
package topspin.report;
