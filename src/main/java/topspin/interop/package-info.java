/**
 * Interfaces to other programs: environments served to them and taken from them. Only the command line depends on these
 * packages.
 */
package topspin.interop;
