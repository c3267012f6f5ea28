/**
 * Whether worlds are what they say: players whose returns are known play in them, and laws of every world are checked. Knows
 * environments and nothing that learns; the command line prints what it finds.
 */
package topspin.audit;
