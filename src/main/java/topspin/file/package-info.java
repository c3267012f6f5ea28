/**
 * Files that are there whole or not at all, locks between processes, and words for what goes wrong with files. On the
 * ground floor: every room may use it.
 */
package topspin.file;
