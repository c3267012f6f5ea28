/**
 * Interfaces to other programs: environments served to them and taken from them, and weights in their files. Only the command
 * line depends on these packages.
 */
package topspin.interop;
