/**
 * The gym-http-api in both directions: other programs' environments used here, and ours served to other programs.
 * Everything that arrives is checked and bounded before it is used. Called by the command line and found as a provider.
 */
package topspin.interop.gym;
