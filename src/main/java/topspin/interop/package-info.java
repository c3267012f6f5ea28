/**
 * Doors to other people's programs: environments served to them and taken from them. Nothing in the rest of the house
 * depends on these rooms but the command line.
 */
package topspin.interop;
